namespace GpuHost.Intake;

/// <summary>The queues and containers of the host, opened together.</summary>
/// <param name="Account">Where sources are, too.</param>
/// <param name="Batches">Batches to work on.</param>
/// <param name="Poison">Messages that could not be served, with their reasons.</param>
/// <param name="Done">Who waits for batches is told here.</param>
/// <param name="Results">The container of results.</param>
internal sealed record IntakeQueues(
    IStorageAccount Account, IStorageQueue Batches, IStorageQueue Poison, IStorageQueue Done, IBlobContainer Results)
{
    public const string PoisonSuffix = "-poison";

    /// <summary>Opens the account, and makes what is missing.</summary>
    /// <exception cref="StorageException">The account cannot be opened or reached.</exception>
    public static async Task<IntakeQueues> OpenAsync(IStorageAccounts accounts, FileHostOptions options, CancellationToken cancellationToken)
    {
        var account = await accounts.GetAsync(options.Connection, cancellationToken);
        var queues = new IntakeQueues(
            account,
            account.Queue(options.Queue),
            account.Queue(options.Queue + PoisonSuffix),
            account.Queue(options.DoneQueue),
            account.Container(options.Results));
        await queues.Batches.CreateAsync(cancellationToken);
        await queues.Done.CreateAsync(cancellationToken);
        await queues.Results.CreateAsync(cancellationToken);
        return queues;
    }
}
