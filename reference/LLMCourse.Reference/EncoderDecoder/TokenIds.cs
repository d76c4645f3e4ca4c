using static TorchSharp.torch;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>Checks tokens before they reach an embedding, which would read outside of its matrix.</summary>
internal static class TokenIds
{
    /// <summary>Refuses what is not int64 <c>[B, T]</c> with tokens of the vocabulary.</summary>
    /// <param name="ids">The tokens.</param>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="context">The greatest number of positions.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="ArgumentException">They are of another type or shape, too many, or out of range.</exception>
    public static void Check(Tensor ids, int vocabulary, int context, string name)
    {
        ArgumentNullException.ThrowIfNull(ids, name);
        if (ids.dtype != ScalarType.Int64 || ids.ndim != 2)
            throw new ArgumentException($"{name} is {ids.dtype} {Shapes.Text(ids)}; it must be Int64 [B, T], batch by positions.", name);
        if (ids.shape[1] > context)
            throw new ArgumentException($"{name} has {ids.shape[1]} positions, but the context length is {context}; shorten it.", name);
        if (ids.numel() == 0)
            throw new ArgumentException($"{name} has shape {Shapes.Text(ids)}; give at least one token.", name);

        // Elsewhere than on the CPU this would wait for the device in every step.
        if (ids.device_type != TorchSharp.DeviceType.CPU)
            return;
        using var scope = NewDisposeScope();
        long least = ids.min().item<long>(), greatest = ids.max().item<long>();
        if (least < 0 || greatest >= vocabulary)
            throw new ArgumentException(
                $"{name} has {(least < 0 ? least : greatest)}, but tokens go from 0 to {vocabulary - 1}; check that the tokenizer is the model's.", name);
    }
}
