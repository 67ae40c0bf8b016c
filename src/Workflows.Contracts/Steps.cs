using Workflows.Contracts.Batches;
using Workflows.Contracts.Files;
using Workflows.Contracts.Models;
using Workflows.Contracts.Review;
using Workflows.Contracts.Tools;

namespace Workflows.Contracts;

/// <summary>The activities that orchestrators may call. Names are part of every stored history: they are never changed.</summary>
public static class Steps
{
    /// <summary>Lists the files of a folder; an empty folder name means the samples. A bad folder is told in <see cref="FolderListing.Problem"/>.</summary>
    public static Activity<string, FolderListing> ListFiles { get; } = new("ListFiles");

    /// <summary>Digest, type, language, token estimate and rule findings of a batch of files.</summary>
    public static Activity<FileBatch, FileBatchResult> ProcessFiles { get; } = new("ProcessFiles");

    /// <summary>Packs files, uploads them and sends them to the file host.</summary>
    public static Activity<BatchRequest, BatchSubmission> SubmitBatch { get; } = new("SubmitBatch");

    /// <summary>Reads the result of a batch.</summary>
    public static Activity<BatchReading, BatchRecords> ReadBatch { get; } = new("ReadBatch");

    /// <summary>Lays the files of a drop out where agents can read them.</summary>
    public static Activity<DropOpening, DropFolder> OpenDrop { get; } = new("OpenDrop");

    /// <summary>Writes the report beside the drop; the blob's name comes back.</summary>
    public static Activity<DropReport, string> WriteDropReport { get; } = new("WriteDropReport");

    /// <summary>One tool call of one agent. Every expected end, a refusal too, is a <see cref="ToolOutcome"/>.</summary>
    public static Activity<ToolCall, ToolOutcome> CallTool { get; } = new("CallTool");

    /// <summary>Chooses the model of a call and the budgets that pay for it.</summary>
    public static Activity<ModelPlanRequest, ModelPlan> PlanModelCall { get; } = new("PlanModelCall");

    /// <summary>Tells which of these runs have ended or are gone.</summary>
    public static Activity<IReadOnlyList<string>, IReadOnlyList<string>> FindEndedRuns { get; } = new("FindEndedRuns");

    /// <summary>Tells how good an answer was, so that the choice of models learns from it.</summary>
    public static Activity<ModelGrade, bool> GradeModel { get; } = new("GradeModel");

    /// <summary>Starts the recovery of a model unless it is under way; true when it was started.</summary>
    public static Activity<RecoveryRequest, bool> StartRecovery { get; } = new("StartRecovery");

    /// <summary>Tells whether the recovery of a model is under way.</summary>
    public static Activity<string, bool> IsRecovering { get; } = new("IsRecovering");

    /// <summary>Asks a model the least question there is, and tells how it is.</summary>
    public static Activity<string, ModelProbe> ProbeModel { get; } = new("ProbeModel");

    /// <summary>Makes a new client of a model, with new connections.</summary>
    public static Activity<string, string> RestartModelClient { get; } = new("RestartModelClient");

    /// <summary>Starts the local service of a model again.</summary>
    public static Activity<string, string> RestartModelService { get; } = new("RestartModelService");

    /// <summary>Fetches a model that its local service lacks.</summary>
    public static Activity<string, string> PullModel { get; } = new("PullModel");

    /// <summary>Takes a model out until a probe succeeds.</summary>
    public static Activity<string, string> QuarantineModel { get; } = new("QuarantineModel");

    /// <summary>One model call. Its failures are results.</summary>
    public static Activity<ModelCall, ModelResult> AskModel { get; } = new("AskModel");
}
