using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>Stops a training run and goes on with it later, bit for bit as if it had never stopped.</summary>
/// <remarks>
/// How a checkpoint is laid out is up to you. It holds the model's parameters and persistent buffers, each tensor once, the optimizer's state,
/// the generator's state and the number of the iteration.
/// </remarks>
public static class Checkpoint
{
    /// <summary>Writes a checkpoint.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="model">The model; its tensors are float32, float16, bfloat16 or int64. A tensor with two names is written once.</param>
    /// <param name="saveOptimizer">Writes the optimizer's state, such as <see cref="IOptimizer.SaveState"/>; what it writes has an end of its own.</param>
    /// <param name="iteration">The number of steps made, at least 0.</param>
    /// <param name="generator">The generator that draws the batches.</param>
    /// <exception cref="ArgumentException">An argument is null, or <paramref name="iteration"/> is negative.</exception>
    [Exercise("M04.E6")]
    public static void Save(Stream stream, nn.Module model, Action<Stream> saveOptimizer, long iteration, Generator generator)
    {
        // TODO M04.E6: write the iteration, the generator's state, the optimizer's state and the model as safetensors, each with its length.
        throw new NotImplementedException("M04.E6: write the iteration, the generator's state, the optimizer's state and the model as safetensors, each with its length.");
    }

    /// <summary>Reads a checkpoint into a model, an optimizer and a generator that are like those that were saved: everything or nothing.</summary>
    /// <param name="stream">Where from, to its end; left open.</param>
    /// <param name="model">The model, of the same names, shapes and dtypes; changed in place.</param>
    /// <param name="loadOptimizer">
    /// Reads the optimizer's state, all of it or nothing, such as <see cref="IOptimizer.LoadState"/>; throws an <see cref="InvalidDataException"/> when it
    /// refuses it. It gets a stream of just that state.
    /// </param>
    /// <param name="generator">The generator; changed in place.</param>
    /// <returns>The number of steps that had been made.</returns>
    /// <exception cref="InvalidDataException">
    /// The data is cut off, goes on after its end, contradicts itself or is of another model; the message says which. Model, optimizer and
    /// generator are as they were. Another number in the place of a weight cannot be seen: no checksum is asked for.
    /// </exception>
    [Exercise("M04.E6")]
    public static long Load(Stream stream, nn.Module model, Action<Stream> loadOptimizer, Generator generator)
    {
        // TODO M04.E6: read and check all parts first; then change the optimizer (it may refuse), and what cannot fail last.
        throw new NotImplementedException("M04.E6: read and check all parts first; then change the optimizer (it may refuse), and what cannot fail last.");
    }
}
