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
    #region Solution
    private const long Magic = 0x3154504B434D4C4C; // "LLMCKPT1"

    #endregion
    /// <summary>Writes a checkpoint.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="model">The model; its tensors are float32, float16, bfloat16 or int64. A tensor with two names is written once.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="iteration">The number of steps made, at least 0.</param>
    /// <param name="generator">The generator that draws the batches.</param>
    /// <exception cref="ArgumentException">An argument is null, or <paramref name="iteration"/> is negative.</exception>
    [Exercise("M04.E6")]
    public static void Save(Stream stream, nn.Module model, IOptimizer optimizer, long iteration, Generator generator)
    {
        // TODO M04.E6: write the iteration, the generator's state, the optimizer's state and the model as safetensors, each with its length.
        #region Solution
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        ArgumentNullException.ThrowIfNull(generator);
        using DisposeScope scope = NewDisposeScope();
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(iteration);
        WriteSection(writer, to => to.Write(generator.state.bytes));
        WriteSection(writer, optimizer.SaveState);
        WriteSection(writer, to => Safetensors.Write(to, TensorsOf(model)));
        #endregion
    }

    /// <summary>Reads a checkpoint into a model, an optimizer and a generator that are like those that were saved: everything or nothing.</summary>
    /// <param name="stream">Where from, to its end; left open.</param>
    /// <param name="model">The model, of the same names, shapes and dtypes; changed in place.</param>
    /// <param name="optimizer">Its optimizer; changed in place.</param>
    /// <param name="generator">The generator; changed in place.</param>
    /// <returns>The number of steps that had been made.</returns>
    /// <exception cref="InvalidDataException">
    /// The data is cut off or damaged, or is of another model; the message says which. Model, optimizer and generator are as they were.
    /// </exception>
    [Exercise("M04.E6")]
    public static long Load(Stream stream, nn.Module model, IOptimizer optimizer, Generator generator)
    {
        // TODO M04.E6: read and check all parts first; then change the optimizer (its LoadState may refuse), and what cannot fail last.
        #region Solution
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(generator);
        using DisposeScope scope = NewDisposeScope();
        if (BitConverter.ToInt64(TensorStream.ReadBytes(stream, 8)) != Magic) throw new InvalidDataException("This is no checkpoint, or one of another version.");
        long iteration = BitConverter.ToInt64(TensorStream.ReadBytes(stream, 8));
        byte[] generatorState = ReadSection(stream), optimizerState = ReadSection(stream), weights = ReadSection(stream);
        if (iteration < 0 || stream.ReadByte() >= 0) throw new InvalidDataException("The checkpoint has a negative iteration, or goes on after its end; it is damaged.");

        Dictionary<string, Tensor> read = Safetensors.Read(new MemoryStream(weights)), own = TensorsOf(model);
        CheckFit(read, own);
        Tensor state = StateOf(generatorState, generator);
        optimizer.LoadState(new MemoryStream(optimizerState));
        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor tensor) in own) tensor.copy_(read[name]);
        generator.state = state;
        return iteration;
        #endregion
    }

    #region Solution
    private static Dictionary<string, Tensor> TensorsOf(nn.Module model)
    {
        // A tensor that two modules share is listed under the first of its names.
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, Tensor tensor) in model.state_dict())
        {
            if (seen.Add(tensor)) tensors.Add(name, tensor);
        }

        return tensors;
    }

    private static void WriteSection(BinaryWriter writer, Action<Stream> write)
    {
        using MemoryStream section = new();
        write(section);
        writer.Write(section.Length);
        writer.Flush();
        section.WriteTo(writer.BaseStream);
    }

    private static byte[] ReadSection(Stream stream) =>
        TensorStream.ReadBytes(stream, BitConverter.ToInt64(TensorStream.ReadBytes(stream, 8)));

    private static void CheckFit(Dictionary<string, Tensor> read, Dictionary<string, Tensor> own)
    {
        string[] odd = [.. own.Keys.Except(read.Keys).Select(name => $"'{name}' is missing"), .. read.Keys.Except(own.Keys).Select(name => $"'{name}' is too much")];
        if (odd.Length > 0) throw new InvalidDataException($"The checkpoint is of another model: {string.Join(", ", odd)}.");
        foreach ((string name, Tensor tensor) in own)
        {
            if (tensor.dtype != read[name].dtype || !tensor.shape.SequenceEqual(read[name].shape))
                throw new InvalidDataException($"The checkpoint is of another model: '{name}' is {read[name].dtype} {Shape.Of(read[name])} there and {tensor.dtype} {Shape.Of(tensor)} here.");
        }
    }

    private static Tensor StateOf(byte[] bytes, Generator generator)
    {
        // Tried out on a generator of its own: what it refuses must not be found out halfway.
        Tensor state = tensor(bytes, ScalarType.Byte);
        try
        {
            using Generator trial = new(0, generator.device);
            trial.state = state;
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            throw new InvalidDataException($"The generator's state is damaged: {e.Message}", e);
        }

        return state;
    }
    #endregion
}
