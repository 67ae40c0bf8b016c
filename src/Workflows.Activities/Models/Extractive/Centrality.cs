namespace Workflows.Activities.Models.Extractive;

/// <summary>
/// Ranks sentences by how much of the rest each one shares (TextRank over TF-IDF cosine similarity; R. Mihalcea and P. Tarau, "TextRank:
/// Bringing
/// Order into Texts", 2004; damping 0.85 as there).
/// </summary>
internal static class Centrality
{
    private const double Damping = 0.85;
    private const int Rounds = 20;          // scores change in the fourth digit after a dozen
    private const int SentencesMax = 240;   // the similarity matrix is quadratic

    /// <summary>Scores in the order of the sentences, mean 1; those beyond the first 240 get 0.</summary>
    public static double[] Rank(IReadOnlyList<string> sentences)
    {
        var n = Math.Min(sentences.Count, SentencesMax);
        var scores = new double[sentences.Count];
        if (n == 0)
            return scores;
        var links = Similarities(sentences, n);
        var sums = links.Select(row => row.Sum()).ToArray();
        var rank = Enumerable.Repeat(1.0, n).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var next = new double[n];
            for (var i = 0; i < n; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < n; j++)
                {
                    if (links[j][i] > 0)
                        sum += links[j][i] / sums[j] * rank[j];
                }

                next[i] = 1 - Damping + (Damping * sum);
            }

            rank = next;
        }

        rank.CopyTo(scores, 0);
        return scores;
    }

    private static double[][] Similarities(IReadOnlyList<string> sentences, int n)
    {
        var counts = Enumerable.Range(0, n).Select(i => Terms.Of(sentences[i]).CountBy(term => term).ToDictionary(StringComparer.Ordinal))
            .ToArray();
        var frequency = counts.SelectMany(count => count.Keys).CountBy(term => term).ToDictionary(StringComparer.Ordinal);
        var vectors = counts.Select(count => count.ToDictionary(
            entry => entry.Key, entry => entry.Value * Math.Log(1 + ((double)n / frequency[entry.Key])), StringComparer.Ordinal)).ToArray();
        var norms = vectors.Select(vector => Math.Sqrt(vector.Values.Sum(weight => weight * weight))).ToArray();
        var links = Enumerable.Range(0, n).Select(_ => new double[n]).ToArray();
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                var dot = 0.0;
                foreach (var (term, weight) in vectors[i])
                    dot += vectors[j].TryGetValue(term, out var other) ? weight * other : 0;
                if (dot > 0)
                    links[i][j] = links[j][i] = dot / (norms[i] * norms[j]);
            }
        }

        return links;
    }
}
