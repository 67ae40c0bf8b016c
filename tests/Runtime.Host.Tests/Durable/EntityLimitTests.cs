using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Durable;

public sealed class EntityLimitTests : IDisposable
{
    private const int Entities = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Signal_ManyEntities_NeverRunsMoreThanHostJsonSays()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "durableTask": { "maxConcurrentEntityFunctions": 2 } } }""");
        var room = new Room(Entities);
        await using var host = await RunningHost.StartDurableAsync(folder, builder => builder.Services.AddSingleton(room), typeof(Functions));

        for (var i = 0; i < Entities; i++)
        {
            using var response = await host.Client.PostAsync($"/runtime/webhooks/durabletask/entities/Guest/{i}?op=enter", content: null);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }
        await room.Empty.WaitAsync(Patience);

        Assert.Equal(2, room.Most);
    }

    public sealed class Functions(Room room)
    {
        [Function("Guest")]
        public Task GuestAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(async _ =>
        {
            await room.EnterAsync();
            return null;
        });
    }

    /// <summary>Two guests wait for each other; a third would be seen.</summary>
    public sealed class Room(int guests)
    {
        private readonly Lock gate = new();
        private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int inside;
        private int waiting;
        private int left = guests;

        public Task Empty => empty.Task;

        public int Most { get; private set; }

        public async Task EnterAsync()
        {
            Task other;
            lock (gate)
            {
                Most = Math.Max(Most, ++inside);
                other = met.Task;
                if (++waiting == 2)
                {
                    waiting = 0;
                    met.SetResult();
                    met = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            await other;
            lock (gate)
            {
                inside--;
                if (--left == 0)
                    empty.SetResult();
            }
        }
    }
}
