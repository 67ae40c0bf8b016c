namespace Runtime.Storage.Tests.Support;

/// <summary>Waits for conditions, never longer than a test may last.</summary>
internal static class Limit
{
    public static readonly TimeSpan Test = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until the answer is there.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what)
        where T : class
    {
        using var limit = new CancellationTokenSource(Test);
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"It never came about: {what}.");
            await Task.Yield();
        }
    }
}
