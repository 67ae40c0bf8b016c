namespace Runtime.Testing.Tests.CrashLab;

/// <summary>What a generated workflow must give, computed without an engine.</summary>
internal static class LabModel
{
    /// <summary>Checks the values of a run that completed.</summary>
    public static IEnumerable<string> Check(LabNode root, IReadOnlyDictionary<int, int> values)
    {
        var expected = new Dictionary<int, int[]>();
        Expect(root, expected);
        foreach (var (id, allowed) in expected)
        {
            if (!values.TryGetValue(id, out var value))
                yield return $"node {id} has no value";
            else if (!allowed.Contains(value))
                yield return $"node {id} has {value}, not {string.Join(" or ", allowed)}";
        }

        foreach (var id in values.Keys.Except(expected.Keys))
            yield return $"node {id} has a value and should not have run";
    }

    /// <summary>What a completed run has added to the counters, by counter.</summary>
    public static IEnumerable<(string Counter, string Name)> Adds(string run, LabNode node) => node.Kind switch
    {
        LabKind.Signal or LabKind.EntityCall => [(LabProgram.Counter(node.A).Key, $"{node.Id}")],
        LabKind.FailingChild => [],
        _ => node.Kids.SelectMany(kid => Adds(run, kid)),
    };

    /// <summary>How often a completed run has incremented each counter's number.</summary>
    public static IEnumerable<string> Increments(LabNode node) => node.Kind switch
    {
        LabKind.Lock => new[] { LabProgram.Counter(node.A).Key, LabProgram.Counter(node.B).Key }.Distinct(),
        LabKind.FailingChild => [],
        _ => node.Kids.SelectMany(Increments),
    };

    private static void Expect(LabNode node, Dictionary<int, int[]> expected)
    {
        switch (node.Kind)
        {
            case LabKind.Sequence or LabKind.Parallel:
                foreach (var kid in node.Kids)
                    Expect(kid, expected);
                break;
            case LabKind.Child:
                expected[node.Id] = [node.Id];
                Expect(node.Kids[0], expected);
                break;
            default:
                expected[node.Id] = Values(node);
                break;
        }
    }

    private static int[] Values(LabNode node) => node.Kind switch
    {
        LabKind.FailingChild => [-1],
        LabKind.Flaky => [node.A < node.B ? node.Id : -1],
        LabKind.EventOrTimer or LabKind.CallOrTimer => [node.Id, -1],
        _ => [node.Id],
    };
}
