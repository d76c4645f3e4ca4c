#region Solution
using System.Security.Cryptography;
#endregion
using TorchSharp;
#region Solution
using TorchSharp.Modules;
#endregion
using static TorchSharp.torch;

namespace LLMCourse.M12;

/// <summary>A net that reads words in order and says which class a text belongs to. What is inside is up to you.</summary>
/// <remarks>The solution's is the smallest of those in Kim 2014, <see href="https://arxiv.org/abs/1408.5882"/>, §2: one convolution over word vectors and the maximum over time.</remarks>
public sealed class NetPredictor : IDisposable
{
    #region Solution
    private const int Padding = 0, Unknown = 1, Width = 24, Filters = 48, Span = 3, BatchSize = 40, Epochs = 6;
    private const double LearningRate = 8e-3, WordDropout = 0.05;

    private readonly string[] _classes;
    private readonly Dictionary<string, int> _words; // ids from 2 on, in ordinal order
    private readonly Parameter _vectors, _filters, _filterBias, _head, _headBias;

    private NetPredictor(string[] classes, Dictionary<string, int> words)
    {
        (_classes, _words) = (classes, words);
        _vectors = Make(words.Count + 2, Width);
        _filters = Make(Filters, Span * Width);
        _filterBias = Make(Filters);
        _head = Make(classes.Length, Filters);
        _headBias = Make(classes.Length);

        // The predictor owns them, whatever scope it is made in.
        static Parameter Make(params long[] shape) => new(zeros(shape).DetachFromDisposeScope());
    }

    private Parameter[] Parameters => [_vectors, _filters, _filterBias, _head, _headBias];
    #endregion

    /// <summary>Trains a net on the CPU. The same rows and the same seed give the same net, bit for bit; the global random generator is left alone.</summary>
    /// <param name="rows">What to learn from, of at least two classes; at most some thousand notices of at most some hundred words.</param>
    /// <param name="seed">Where all random numbers come from.</param>
    /// <returns>A predictor that the caller disposes. Training on 1,200 notices takes less than 8 seconds.</returns>
    /// <exception cref="ArgumentException">The rows have fewer than two classes.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static NetPredictor Train(IReadOnlyList<LabelledText> rows, ulong seed)
    {
        // TODO M12.E3: collect classes and words, initialise from a generator of your own, then a few passes over shuffled batches with AdamW.
        #region Solution
        ArgumentNullException.ThrowIfNull(rows);
        string[] classes = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2) throw new ArgumentException($"The rows have {classes.Length} classes; there must be at least 2.", nameof(rows));
        using var scope = NewDisposeScope();
        IEnumerable<string> words = rows.SelectMany(row => NoticeWords.Split(row.Text)).Distinct().Order(StringComparer.Ordinal);
        NetPredictor net = new(classes, words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i + 2));
        var random = new Generator(seed);
        using (no_grad())
        {
            foreach (Parameter weight in new[] { net._vectors, net._filters, net._head })
                _ = weight.copy_(randn(weight.shape, generator: random) / Math.Sqrt(weight.shape[1]));
        }

        Tensor labels = tensor(rows.Select(row => (long)Array.IndexOf(classes, row.Label)).ToArray());
        using optim.Optimizer optimizer = optim.AdamW(net.Parameters, LearningRate);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            long[] order = randperm(rows.Count, generator: random).data<long>().ToArray();
            foreach (long[] batch in order.Chunk(BatchSize))
            {
                using var step = NewDisposeScope();
                (Tensor ids, Tensor ends) = net.Encode([.. batch.Select(i => rows[(int)i].Text)]);
                // Some words are hidden, so that the vector of unknown ones is learned, too.
                ids = ids.masked_fill(rand(ids.shape, generator: random) < WordDropout, Unknown);
                optimizer.zero_grad();
                nn.functional.cross_entropy(net.Forward(ids, ends), labels[tensor(batch)]).backward();
                _ = optimizer.step();
            }
        }

        return net;
        #endregion
    }

    /// <summary>Computes the logits of texts, each as if it were alone: what else is in the list changes them by rounding alone.</summary>
    /// <param name="texts">At least one text; empty ones and unknown words are fine.</param>
    /// <returns>Float32 <c>[B, classes]</c>, the classes in ordinal order, without a gradient; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public Tensor Logits(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: texts to ids with padding, and the net under no_grad, so that padding has no part in the result.
        #region Solution
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) throw new ArgumentException("There are no texts.", nameof(texts));
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        (Tensor ids, Tensor ends) = Encode(texts);
        return Forward(ids, ends).MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Predicts the class of the greatest logit for each text; of equal ones, the first class.</summary>
    /// <param name="texts">The texts; may be none.</param>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<string> Predict(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: the class of the greatest logit of each text.
        #region Solution
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) return [];
        using var scope = NewDisposeScope();
        return [.. Logits(texts).argmax(1).data<long>().ToArray().Select(c => _classes[c])];
        #endregion
    }

    /// <summary>Writes everything that <see cref="Load"/> needs.</summary>
    /// <returns>Bytes. The same net gives the same bytes.</returns>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public byte[] Save()
    {
        // TODO M12.E3: classes, words and parameters, in a fixed order, with a hash of them in front.
        #region Solution
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (IReadOnlyCollection<string> list in new IReadOnlyCollection<string>[] { _classes, [.. _words.OrderBy(word => word.Value).Select(word => word.Key)] })
        {
            writer.Write(list.Count);
            foreach (string text in list) writer.Write(text);
        }

        foreach (Parameter parameter in Parameters)
        {
            foreach (float value in parameter.data<float>()) writer.Write(value);
        }

        writer.Flush();
        return [.. SHA256.HashData(stream.ToArray()), .. stream.ToArray()];
        #endregion
    }

    /// <summary>Makes the net that was saved: its logits are those of the saved one, bit for bit.</summary>
    /// <param name="bytes">What <see cref="Save"/> wrote, perhaps in another process.</param>
    /// <returns>A predictor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The bytes are not what <see cref="Save"/> wrote: cut off, longer, or one of them changed.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static NetPredictor Load(byte[] bytes)
    {
        // TODO M12.E3: check the hash first, then read in the order in which Save writes.
        #region Solution
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length <= SHA256.HashSizeInBytes || !SHA256.HashData(bytes[SHA256.HashSizeInBytes..]).SequenceEqual(bytes[..SHA256.HashSizeInBytes]))
            throw new ArgumentException("The bytes are not those of a saved net, or some have changed.", nameof(bytes));
        using BinaryReader reader = new(new MemoryStream(bytes[SHA256.HashSizeInBytes..]));
        string[] classes = ReadTexts(), words = ReadTexts();
        NetPredictor net = new(classes, words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i + 2));
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (Parameter parameter in net.Parameters)
        {
            float[] values = new float[parameter.NumberOfElements];
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadSingle();
            parameter.copy_(tensor(values, parameter.shape));
        }

        return net;

        string[] ReadTexts()
        {
            string[] texts = new string[reader.ReadInt32()];
            for (int i = 0; i < texts.Length; i++) texts[i] = reader.ReadString();
            return texts;
        }
        #endregion
    }

    /// <summary>Disposes the parameters; twice does no harm.</summary>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public void Dispose()
    {
        // TODO M12.E3: dispose what the predictor owns.
        #region Solution
        foreach (Parameter parameter in Parameters) parameter.Dispose();
        #endregion
    }

    #region Solution
    /// <summary>Pads texts on the right, each to at least one window: ids, int64 <c>[B, T]</c>, and the number of windows that begin inside each text, <c>[B, 1]</c>.</summary>
    private (Tensor Ids, Tensor Windows) Encode(IReadOnlyList<string> texts)
    {
        long[][] rows = [.. texts.Select(text => NoticeWords.Split(text).Select(word => (long)_words.GetValueOrDefault(word, Unknown)).ToArray())];
        int length = Math.Max(Span, rows.Max(row => row.Length));
        long[] ids = new long[rows.Length * length]; // Padding is 0
        for (int i = 0; i < rows.Length; i++) rows[i].CopyTo(ids, i * length);
        return (tensor(ids, [rows.Length, length]), tensor(rows.Select(row => Math.Max(1L, row.Length - Span + 1)).ToArray()).unsqueeze(1));
    }

    private Tensor Forward(Tensor ids, Tensor windows)
    {
        long length = ids.shape[1] - Span + 1;
        Tensor words = _vectors.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], Width);                       // [B, T, C]
        Tensor spans = cat([.. Enumerable.Range(0, Span).Select(i => words.narrow(1, i, length))], 2);                        // [B, T − Span + 1, Span·C]
        Tensor found = nn.functional.linear(spans, _filters, _filterBias);                                                    // [B, T − Span + 1, F]
        Tensor isOutside = arange(length).unsqueeze(0) >= windows;
        Tensor most = found.masked_fill(isOutside.unsqueeze(2), double.NegativeInfinity).amax([1]);                           // [B, F]
        return nn.functional.linear(most.relu(), _head, _headBias);
    }
    #endregion
}
