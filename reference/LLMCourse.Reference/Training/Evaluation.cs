using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Measures a model on a text that it is not trained on.</summary>
public static class Evaluation
{
    /// <summary>Computes the mean loss over windows that are spread evenly over a text and do
    /// not overlap where it is long enough.</summary>
    /// <param name="loss">Computes the mean loss of a batch, a scalar that this method disposes.</param>
    /// <param name="tokens">The text.</param>
    /// <param name="length">The number of positions in a window.</param>
    /// <param name="windows">The greatest number of windows.</param>
    /// <param name="batch">The number of windows computed at once.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Nats per token. The same text and sizes always give the same windows.</returns>
    /// <exception cref="ArgumentException">The text is shorter than a window and the token after it.</exception>
    public static double Loss(Func<Tensor, Tensor, Tensor> loss, ITokenSource tokens, int length, int windows, int batch,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(tokens);
        var sampler = new BatchSampler(tokens, batch, length, seed: 0);
        long count = Math.Clamp((tokens.Count - 1) / length, 1, windows);
        double sum = 0;
        using var noGrad = no_grad();
        for (long first = 0; first < count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            long[] starts = [.. Enumerable.Range(0, (int)Math.Min(batch, count - first))
                .Select(i => Start(first + i, count, tokens.Count - 1 - length))];
            var (ids, targets) = sampler.Cut(starts);
            sum += loss(ids, targets).ToDouble() * starts.Length;
        }

        return sum / count;
    }

    private static long Start(long window, long count, long last) => count == 1 ? 0 : (long)((Int128)window * last / (count - 1));
}
