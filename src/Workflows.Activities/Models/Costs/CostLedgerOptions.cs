namespace Workflows.Activities.Models.Costs;

/// <summary>Where the cost ledger is.</summary>
public sealed class CostLedgerOptions
{
    /// <summary>Name of the ledger's file.</summary>
    public const string FileName = "costs.db";

    /// <summary>Its folder, by default the task hub's; made when the first call is written.</summary>
    public string Folder { get; set; } = ".workflows";
}
