using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Embedded;

public sealed class DiskFullTests
{
    private static readonly string Large = new('x', 60_000);

    [SmallDiskFact]
    public async Task Store_OnAFullDisk_RefusesClearlyAndGoesOnWhenThereIsRoom()
    {
        using var folder = new TempFolder();
        Assert.True(SmallDiskFactAttribute.Mount(folder.Path));
        try
        {
            await using var store = EmbeddedStore.Open(folder.Path, TimeProvider.System, NullLogger.Instance);
            var (queue, container) = (store.Queue("work"), store.Container("drops"));
            await queue.CreateAsync();
            await container.CreateAsync();
            await container.UploadAsync("kept", Texts.Stream("kept"));
            Fill(folder.File("ballast"), leave: 100_000);

            var sent = 0;
            var refused = await Assert.ThrowsAsync<StorageException>(async () =>
            {
                for (; sent < 1_000; sent++)
                    await queue.SendAsync(Texts.Bytes(Large));
            });
            Assert.Equal(StorageProblem.Full, refused.Problem);
            var upload = await Assert.ThrowsAsync<StorageException>(() => container.UploadAsync("kept", Texts.Stream(string.Concat(Enumerable.Repeat(Large, 5)))));
            Assert.Equal(StorageProblem.Full, upload.Problem);
            Assert.Equal("kept", await Texts.ReadAsync(container, "kept"));

            File.Delete(folder.File("ballast"));
            await queue.SendAsync(Texts.Bytes(Large));
            await container.UploadAsync("kept", Texts.Stream("new"));
            Assert.Equal(sent + 1, (await queue.CountAsync()).Messages);
        }
        finally
        {
            SmallDiskFactAttribute.Unmount(folder.Path);
        }
    }

    private static void Fill(string path, int leave)
    {
        using var file = new FileStream(path, FileMode.CreateNew);
        file.Write(new byte[new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace - leave]);
    }
}
