namespace Workflows.Tools.Builtin.Values;

/// <summary>A digest.</summary>
internal enum HashName
{
    Sha256,
    Sha512,
    Sha1,
    Md5,
}
