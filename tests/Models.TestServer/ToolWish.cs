namespace Models.TestServer;

/// <summary>A tool call in a scripted answer.</summary>
public sealed record ToolWish(string Id, string Name, string ArgumentsJson);
