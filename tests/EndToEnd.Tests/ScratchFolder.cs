namespace EndToEnd.Tests;

/// <summary>A folder of its own, gone at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Directory.CreateDirectory(FullPath);

    public string FullPath { get; } = Path.Combine(Path.GetTempPath(), "workflows-e2e-" + Guid.NewGuid().ToString("N"));

    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Writes source files that differ from each other.</summary>
    public string WriteSources(string name, int files)
    {
        for (var i = 0; i < files; i++)
        {
            var folder = Path.Combine(FullPath, name, $"part{i % 7}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"Service{i}.cs"), Source(i));
        }

        return this[name];
    }

    /// <summary>Writes a text file, and its folder when that is missing.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    /// <summary>Writes bytes, and their folder when that is missing.</summary>
    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
    }

    public string ReadText(string name) => File.ReadAllText(this[name]);

    public byte[] ReadBytes(string name) => File.ReadAllBytes(this[name]);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);

    private static string Source(int i) => $$"""
        namespace Sample.Part{{i % 7}};

        /// <summary>Keeps the orders of region {{i}} and hands them to shipping number {{i * 31 % 97}}.</summary>
        public sealed class Service{{i}}
        {
            // TODO: the retry count {{i}} is a guess
            public string Endpoint => "http://orders-{{i}}.example.org/api";

            public int Ship(int order)
            {
                try
                {
                    return order * {{i}};
                }
                catch (System.Exception)
                {
                    return -1;
                }
            }
        }
        """;
}
