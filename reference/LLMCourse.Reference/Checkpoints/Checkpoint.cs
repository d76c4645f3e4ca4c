using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Checkpoints;

/// <summary>Loads published weights: a folder with a config.json and safetensors files, named
/// as Hugging Face's library saves them.</summary>
/// <remarks>
/// GPT-2: the names with "transformer." before them or without, linear weights transposed, saved masks ignored. LLaMA and Mistral: separate
/// query, key and value matrices are put into one, as are gate and up projection; query and key rows are for "rotate half" and stay as they
/// are, see <see cref="RopeLayout.Half"/>. Where the head is tied, a saved copy of it must equal the embedding.
/// </remarks>
public static class Checkpoint
{
    /// <summary>Makes the model that the folder describes, with its weights, in float32 on the CPU.</summary>
    /// <param name="folder">The folder with config.json and either model.safetensors or
    /// model.safetensors.index.json and the files that it lists.</param>
    /// <param name="dropout">The dropout to train on with, from 0 up to but not including 1; files have three
    /// values, models here one. The default is 0.</param>
    /// <param name="cancellationToken">Stops between two tensors.</param>
    /// <returns>The model, which the caller disposes.</returns>
    /// <exception cref="CheckpointException">
    /// The configuration asks for what is not supported, or a tensor is missing, not of the model, or of another shape or type; all
    /// problems are named, and they are found before any memory is taken for the model.
    /// </exception>
    /// <exception cref="SafetensorsException">A file is cut off or damaged.</exception>
    /// <exception cref="IOException">A file cannot be opened or read.</exception>
    /// <exception cref="ArgumentException"><paramref name="dropout"/> is out of its range.</exception>
    public static Gpt Load(string folder, double dropout = 0, CancellationToken cancellationToken = default)
    {
        CheckpointConfig config = CheckpointConfig.Read(folder);
        GptConfig shape = (config.Model with { Dropout = dropout }).Validate();
        using CheckpointFiles files = CheckpointFiles.Open(folder);

        // A layer has more than one tensor, so that a number of layers that is not true is found before it costs anything.
        if (shape.Layers > files.Names.Count)
            throw new CheckpointException(folder,
                [$"config.json says {shape.Layers} layers, but the files have only {files.Names.Count} tensors; take the config.json that belongs to the weights."]);
        TensorLayout layout = config.Architecture == CheckpointArchitecture.Gpt2
            ? Gpt2Layout.Make(shape, name => files.Find(name) is not null)
            : LlamaLayout.Make(shape);
        List<string> problems = Check(layout, files);
        if (problems.Count == 0)
            problems.AddRange(CheckTied(layout, files));
        if (problems.Count > 0)
            throw new CheckpointException(folder, problems);

        var model = new Gpt(shape);
        try
        {
            Fill(model, layout, files, cancellationToken);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static List<string> Check(TensorLayout layout, CheckpointFiles files)
    {
        var problems = new List<string>();
        var known = new HashSet<string>(layout.Ignored, StringComparer.Ordinal);
        foreach (CheckpointTensor tensor in layout.Rules.SelectMany(rule => rule.Sources))
        {
            _ = known.Add(tensor.Name);
            CheckOne(tensor, files.Find(tensor.Name), problems);
        }

        foreach ((string copy, string original) in layout.Tied)
        {
            _ = known.Add(copy);
            if (files.Find(copy) is { } entry)
                CheckOne(new CheckpointTensor(copy,
                    layout.Rules.SelectMany(rule => rule.Sources).Single(source => source.Name == original).Shape), entry, problems);
        }

        problems.AddRange(files.Names.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).Select(name =>
            $"tensor {SafetensorsException.Quote(name)} is not one of the model's; take the config.json that belongs to the weights, or choose another checkpoint."));
        return problems;
    }

    private static void CheckOne(CheckpointTensor tensor, SafetensorsEntry? entry, List<string> problems)
    {
        string name = SafetensorsException.Quote(tensor.Name);
        if (entry is null)
            problems.Add($"tensor {name} {Shapes.Join(tensor.Shape)} is missing; download all files of the checkpoint, or choose another.");
        else if (!entry.Shape.SequenceEqual(tensor.Shape))
            problems.Add($"tensor {name} has shape {Shapes.Join(entry.Shape)}, but by config.json it must be {Shapes.Join(tensor.Shape)}; take the config.json that belongs to the weights.");
        else if (!SafetensorsTypes.IsFloatingPoint(entry.Type))
            problems.Add(
                $"tensor {name} is {entry.Type}, but weights must be floating point; choose the weights in float32, bfloat16 or float16.");
    }

    /// <summary>Finds saved copies of the embedding that are not copies: then the head is not
    /// tied, whatever the configuration says.</summary>
    private static List<string> CheckTied(TensorLayout layout, CheckpointFiles files)
    {
        var problems = new List<string>();
        foreach ((string copy, string original) in layout.Tied.Where(pair => files.Find(pair.Key) is not null))
        {
            using var scope = NewDisposeScope();
            Tensor first = files.Read(copy).to(ScalarType.Float32), second = files.Read(original).to(ScalarType.Float32);
            if (!first.eq(second).all().item<bool>())
                problems.Add($"tensor '{copy}' differs from '{original}', but by config.json they are one; set \"tie_word_embeddings\": false in config.json if the head is its own.");
        }

        return problems;
    }

    private static void Fill(Gpt model, TensorLayout layout, CheckpointFiles files, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (TensorRule rule in layout.Rules)
        {
            long row = 0;
            foreach (CheckpointTensor source in rule.Sources)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                Tensor value = files.Read(source.Name);
                if (rule.Transposed)
                    value = value.t();
                _ = state[rule.Target].narrow(0, row, value.shape[0]).copy_(value);
                row += value.shape[0];
            }
        }
    }
}
