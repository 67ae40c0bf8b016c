using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Registry;

/// <summary>
/// Tokens are <c>hash.expiry.approver.nonce.mac</c>, signed with a key that only this machine's data folder has. A used token leaves a file named by
/// its nonce, which holds the key of the call it let pass: that call may be repeated after a crash, no other.
/// </summary>
internal sealed class ToolApprovals(IOptions<ToolOptions> options, TimeProvider clock) : IToolApprovals
{
    private readonly Lock gate = new();
    private byte[]? key;

    private string Folder => Path.Combine(Path.GetFullPath(options.Value.DataFolder), "approvals");

    public string Issue(string hash, string approvedBy)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(approvedBy);
        if (hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("An approval is for a hash: 64 digits of lower-case hex.", nameof(hash));
        var expiry = clock.GetUtcNow().AddMinutes(options.Value.ApprovalMinutes).ToUnixTimeSeconds();
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var body = $"{hash}.{expiry}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(approvedBy))}.{nonce}";
        return $"{body}.{Mac(body)}";
    }

    /// <summary>Uses the token up for this call.</summary>
    /// <param name="token">What came with the call.</param>
    /// <param name="hash">What the call is.</param>
    /// <param name="callKey">Its idempotency key.</param>
    /// <returns>Why it does not let the call pass; null when it does.</returns>
    public string? Use(string token, string hash, string callKey)
    {
        if (token.Split('.') is not [var of, var expiry, _, var nonce, var mac]
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(token[..token.LastIndexOf('.')])), Encoding.UTF8.GetBytes(mac)))
            return "The approval token was not issued here.";
        if (of != hash)
            return "The approval is for another tool or other arguments.";
        if (long.Parse(expiry, CultureInfo.InvariantCulture) < clock.GetUtcNow().ToUnixTimeSeconds())
            return "The approval has expired; ask again.";
        return UseOnce(nonce, callKey) ? null : "The approval was used up by another call; ask again.";
    }

    private bool UseOnce(string nonce, string callKey)
    {
        var mark = Path.Combine(Folder, "used-" + nonce);
        lock (gate)
        {
            try
            {
                using var file = new FileStream(mark, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                file.Write(Encoding.UTF8.GetBytes(callKey));
                file.Flush(flushToDisk: true);
                return true;
            }
            catch (IOException) when (File.Exists(mark))
            {
                return File.ReadAllText(mark) == callKey;
            }
        }
    }

    private string Mac(string body) => Base64Url.EncodeToString(HMACSHA256.HashData(Key(), Encoding.ASCII.GetBytes(body)));

    private byte[] Key()
    {
        lock (gate)
            return key ??= ReadKey();
    }

    private byte[] ReadKey()
    {
        var folder = Directory.CreateDirectory(Folder).FullName;
        foreach (var old in Directory.EnumerateFiles(folder, "used-*").Where(IsForgotten))
            File.Delete(old);
        var path = Path.Combine(folder, "key");
        if (!File.Exists(path))
            WriteKey(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Whole before it has its name: two processes that start at once end up with one key.</summary>
    private static void WriteKey(string path)
    {
        var own = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var rights = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            rights.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(own, rights))
        {
            file.Write(RandomNumberGenerator.GetBytes(32));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }

    private bool IsForgotten(string mark) =>
        clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(mark) > TimeSpan.FromMinutes(options.Value.ApprovalMinutes) * 2;
}
