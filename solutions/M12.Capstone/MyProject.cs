using LLMCourse.Reference;
using LLMCourse.Reference.Corpora;
#region Solution
using System.Runtime.InteropServices;
using System.Text;
#endregion

namespace LLMCourse.M12;

/// <summary>Your project, from data to metrics.</summary>
public static class MyProject
{
    /// <summary>The seed with which <see cref="MyMetrics.Committed"/> was made.</summary>
    public const ulong Seed = 12;

    /// <summary>Gets the steps of your project.</summary>
    /// <remarks>
    /// <para>At least three steps, of which each but the first reads what another makes; at least three metrics, all finite. With another seed at least one metric is another: the data is drawn, as by <see cref="NoticeCorpus.Clean"/>, with the seed that a step gets.
    /// No step drifts, and all of it takes a second at most: the check runs it five times, and gives up after ten seconds. The metrics are the same on every processor where you add in plain loops of doubles; sums of a library's are not always.</para>
    /// <para>Something small will do: count words, solve a ridge regression, score it. It is the frame into which the model of M12.E3 goes.</para>
    /// </remarks>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static ProjectSteps Steps
    {
        get
        {
            // TODO M12.E7: your steps, from the notices to the metrics.
            #region Solution
            return new ProjectSteps(
                [
                    new("notices", [], ["train", "test"], (_, seed, _) =>
                    {
                        string[] lines = [.. NoticeCorpus.Clean(seed, 400).Select(notice => $"{NoticeCorpus.Topics.Index().First(topic => topic.Item == notice.Topic).Index}\t{notice.Text}")];
                        return Made(("train", Bytes(lines[..300])), ("test", Bytes(lines[300..])));
                    }),
                    new("vocabulary", ["train"], ["words"], (inputs, _, _) =>
                    {
                        IEnumerable<string> words = Lines(inputs["train"]).SelectMany(Words).CountBy(word => word).OrderByDescending(x => x.Value).ThenBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key);
                        return Made(("words", Bytes(words.Take(160))));
                    }),
                    new("ridge", ["train", "words"], ["weights"], (inputs, _, _) =>
                    {
                        string[] lines = Lines(inputs["train"]);
                        return Made(("weights", MemoryMarshal.AsBytes<double>(Ridge(Counts(lines, Lines(inputs["words"])), [.. lines.Select(Topic)], 1)).ToArray()));
                    }),
                    new("score", ["test", "words", "weights"], ["metrics"], (inputs, _, _) =>
                    {
                        string[] lines = Lines(inputs["test"]);
                        double[][] counts = Counts(lines, Lines(inputs["words"]));
                        double[] weights = MemoryMarshal.Cast<byte, double>(inputs["weights"]).ToArray();
                        int right = lines.Index().Count(line => Guess(counts[line.Index], weights) == Topic(line.Item));
                        return Made(("metrics", Encoding.UTF8.GetBytes(MetricsJson.Write(new Dictionary<string, double>
                        {
                            ["topic/accuracy"] = right / (double)lines.Length, ["topic/rows"] = lines.Length, ["weights/squares"] = weights.Sum(weight => weight * weight),
                        }))));
                    }),
                ],
                "metrics");
            #endregion
        }
    }

    #region Solution
    private const int Classes = 5;

    private static Task<IReadOnlyDictionary<string, byte[]>> Made(params (string Name, byte[] Bytes)[] outputs) =>
        Task.FromResult<IReadOnlyDictionary<string, byte[]>>(outputs.ToDictionary(output => output.Name, output => output.Bytes));

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n');

    private static int Topic(string line) => line[0] - '0';

    private static IEnumerable<string> Words(string line) => line[2..].ToLowerInvariant().Split([' ', '.', ',', ':'], StringSplitOptions.RemoveEmptyEntries);

    // A column of ones stands last.
    private static double[][] Counts(string[] lines, string[] words) =>
        [.. lines.Select(line => Words(line).ToArray()).Select(found => (double[])[.. words.Select(word => (double)found.Count(x => x == word)), 1])];

    private static int Guess(double[] counts, double[] weights) =>
        Enumerable.Range(0, Classes).MaxBy(topic => counts.Index().Sum(x => x.Item * weights[(x.Index * Classes) + topic]));

    // Solves (XᵀX + λI)·W = XᵀY by elimination; the matrix is positive definite, so that no pivot is needed. The answer is [F, Classes], row after row.
    private static double[] Ridge(double[][] x, int[] topics, double lambda)
    {
        int width = x[0].Length;
        double[,] a = new double[width, width + Classes];
        for (int i = 0; i < width; i++)
        {
            a[i, i] = lambda;
            for (int row = 0; row < x.Length; row++)
            {
                for (int j = 0; j < width; j++) a[i, j] += x[row][i] * x[row][j];
                a[i, width + topics[row]] += x[row][i];
            }
        }

        for (int i = 0; i < width; i++)
        {
            for (int k = 0; k < width; k++)
            {
                double factor = k == i ? 0 : a[k, i] / a[i, i];
                for (int j = i; j < width + Classes; j++) a[k, j] -= factor * a[i, j];
            }
        }

        return [.. Enumerable.Range(0, width).SelectMany(i => Enumerable.Range(width, Classes).Select(j => a[i, j] / a[i, i]))];
    }
    #endregion
}
