using System.Runtime.CompilerServices;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.LocalModels;

/// <summary>A small model that answers chats, in this process and without a network: the folder <c>local-model</c>
/// of the checkpoints, or one like it.</summary>
/// <remarks>
/// It knows the tasks of <see cref="Tasks"/> and nothing else, but reacts to prompts as large models do: examples and worked steps help
/// it. A reply depends on the prompt and the options alone, never on what else is computed at the time or was before: every request has
/// a decoder, an empty cache and a random sequence of its own. Safe for use by several threads.
/// </remarks>
public sealed class LocalModel : IChatModel, IDisposable
{
    private const string ConfigFile = "config.json", WeightsFile = "model.safetensors", VocabularyFile = "vocab.json",
        MergesFile = "merges.txt";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    private readonly Gpt _model;
    private readonly DecoderPool _decoders;
    private readonly Lazy<float[]> _embeddings; // [V, C]

    private LocalModel(Gpt model, BytePairTokenizer tokenizer, int concurrency)
    {
        _model = model;
        Format = new ChatFormat(tokenizer);
        _decoders = new DecoderPool(model, concurrency);
        _embeddings = new Lazy<float[]>(() =>
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            return model.state_dict()["wte.weight"].detach().flatten().contiguous().data<float>().ToArray();
        });
        HashSet<int> special = [.. tokenizer.Vocabulary.SpecialTokens.Values];
        TokenBytes = [.. Enumerable.Range(0, tokenizer.Vocabulary.Count)
            .Select(id => special.Contains(id) ? default : (ReadOnlyMemory<byte>)tokenizer.Vocabulary.Bytes(id).ToArray())];
    }

    /// <summary>Gets the shape.</summary>
    public GptConfig Config => _model.Config;

    /// <summary>Gets the greatest number of tokens of a prompt and its reply together.</summary>
    public int ContextLength => _model.Config.ContextLength;

    /// <summary>Gets how conversations are written as tokens, with the tokenizer.</summary>
    public ChatFormat Format { get; }

    /// <summary>Gets what each token adds to a text, in UTF-8; empty for special tokens.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TokenBytes { get; }

    /// <summary>Loads the model that comes with the course, which lies beside this assembly.</summary>
    /// <param name="concurrency">As for <see cref="Load"/>.</param>
    public static LocalModel LoadShipped(int concurrency = 0) => Load(Path.Combine(AppContext.BaseDirectory, "local-model"), concurrency);

    /// <summary>Loads a model from a folder with config.json, model.safetensors, vocab.json and merges.txt.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="concurrency">How many requests are computed at a time, each on one thread; others wait. 0, the default: one for each
    /// processor. Each takes the memory of the weights in float32 once more.</param>
    /// <returns>The model, which the caller disposes.</returns>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be read.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or not of this configuration.</exception>
    /// <exception cref="VocabularyException">The vocabulary is damaged.</exception>
    public static LocalModel Load(string folder, int concurrency = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(concurrency);
        Gpt model = LoadWeights(folder);
        try
        {
            return new LocalModel(model, LoadTokenizer(folder), concurrency == 0 ? Environment.ProcessorCount : concurrency);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Loads the weights alone, to train them further or to look into them.</summary>
    /// <param name="folder">As for <see cref="Load"/>.</param>
    /// <returns>The model in float32 and evaluation mode, on the CPU, which the caller disposes.</returns>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static Gpt LoadWeights(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, ConfigFile);
        GptConfig config;
        try
        {
            config = JsonSerializer.Deserialize<GptConfig>(File.ReadAllText(path), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message} Take the file that belongs to the weights.", e);
        }

        var model = new Gpt(config);
        try
        {
            Safetensors.LoadInto(Path.Combine(folder, WeightsFile), model);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Loads the tokenizer alone.</summary>
    /// <param name="folder">As for <see cref="Load"/>.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static BytePairTokenizer LoadTokenizer(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new BytePairTokenizer(BytePairVocabulary.LoadGpt2(Path.Combine(folder, VocabularyFile), Path.Combine(folder, MergesFile)),
            SplitRule.Gpt2);
    }

    /// <summary>Writes a folder that <see cref="Load"/> reads, with the weights in float16.</summary>
    /// <param name="folder">The folder; files that exist are replaced.</param>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    public static void Save(string folder, Gpt model, BytePairVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vocabulary);
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ConfigFile), JsonSerializer.Serialize(model.Config, Json) + "\n");
        vocabulary.SaveGpt2(Path.Combine(folder, VocabularyFile), Path.Combine(folder, MergesFile));
        using var scope = TorchSharp.torch.NewDisposeScope();
        Safetensors.Write(
            Path.Combine(folder, WeightsFile), model.state_dict()
                .ToDictionary(pair => pair.Key, pair => pair.Value.to(TorchSharp.torch.ScalarType.Float16), StringComparer.Ordinal));
    }

    /// <summary>Replies to a conversation.</summary>
    /// <param name="turns">The turns so far.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <exception cref="ContextLengthException">The conversation leaves no room for a reply.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    public Completion Complete(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Request request = Request.Chat(this, turns, options);
        using DecoderPool.Loan loan = _decoders.Rent(cancellationToken);
        return Join(request, new ReplyWriter(this, request).Run(loan.Decoder, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        return RunAsync(Request.Chat(this, turns, options));

        async Task<Completion> RunAsync(Request request)
        {
            using DecoderPool.Loan loan = await _decoders.RentAsync(cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => Join(request, new ReplyWriter(this, request).Run(loan.Decoder, cancellationToken)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Continues a text as it stands, without turns.</summary>
    /// <param name="prompt">The tokens of the text, at least one; usually the one of
    /// <see cref="ChatFormat.Begin"/> and those of an encoded text.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <inheritdoc cref="Complete(IReadOnlyList{ChatTurn}, CompletionOptions, CancellationToken)" path="/exception"/>
    public Completion Complete(ReadOnlySpan<int> prompt, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        Request request = Request.Plain(this, prompt, options);
        using DecoderPool.Loan loan = _decoders.Rent(cancellationToken);
        return Join(request, new ReplyWriter(this, request).Run(loan.Decoder, cancellationToken));
    }

    /// <summary>Replies to a conversation token by token. A token is computed when it is asked for, so that nothing is computed for whoever
    /// stops asking, and a decoder is lent until the enumeration ends or is disposed.</summary>
    /// <param name="turns">The turns so far.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token and one at the end, which says why the reply ended. Joined, the texts are the reply. Arguments are
    /// checked by the call itself, before the first part.</returns>
    /// <inheritdoc cref="Complete(IReadOnlyList{ChatTurn}, CompletionOptions, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StreamAsync(Request.Chat(this, turns, options), cancellationToken);

    /// <summary>Continues a text token by token, as
    /// <see cref="StreamAsync(IReadOnlyList{ChatTurn}, CompletionOptions, CancellationToken)"/> does a conversation.</summary>
    /// <param name="prompt">As for <see cref="Complete(ReadOnlySpan{int}, CompletionOptions, CancellationToken)"/>.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token and one at the end.</returns>
    /// <inheritdoc cref="Complete(IReadOnlyList{ChatTurn}, CompletionOptions, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(ReadOnlySpan<int> prompt, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StreamAsync(Request.Plain(this, prompt, options), cancellationToken);

    /// <summary>Says how likely the model finds a text.</summary>
    /// <param name="ids">The tokens, at least two and at most <see cref="ContextLength"/> + 1.</param>
    /// <param name="top">How many of the likeliest tokens are told at each position.</param>
    /// <param name="cancellationToken">Ends the waiting for a decoder.</param>
    /// <returns>The second token and those after it, each with its log-probability after the tokens before it.</returns>
    /// <exception cref="ArgumentException">There are too few tokens, or one is not of the vocabulary.</exception>
    /// <exception cref="ContextLengthException">There are too many tokens.</exception>
    public IReadOnlyList<CompletionToken> Score(ReadOnlySpan<int> ids, int top = 0, CancellationToken cancellationToken = default)
    {
        if (ids.Length < 2)
            throw new ArgumentException(
                $"There are {ids.Length} tokens; give at least two, of which the first is only looked back at.", nameof(ids));
        if (ids.Length > ContextLength + 1)
            throw new ContextLengthException(ids.Length, ContextLength);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        CheckIds(ids, nameof(ids));
        int v = Config.VocabularySize, count = ids.Length - 1;
        var logits = new float[count * v];
        using (DecoderPool.Loan loan = _decoders.Rent(cancellationToken))
            loan.Decoder.Next(ids[..count], count, logits);
        var tokens = new CompletionToken[count];
        for (int i = 0; i < count; i++)
            tokens[i] = Describe(logits.AsSpan(i * v, v), ids[i + 1], top);
        return tokens;
    }

    /// <summary>Makes a vector of a text: the mean of its tokens' embeddings, of which the weights have one each, made 1 long.</summary>
    /// <param name="ids">The tokens, at least one.</param>
    /// <returns>As many values as the model is wide. The sums are of doubles in the order of the tokens,
    /// so that every machine gives the same.</returns>
    /// <exception cref="ArgumentException">There is no token, or one is not of the vocabulary.</exception>
    public float[] Embed(ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
            throw new ArgumentException("There is no token; give at least one.", nameof(ids));
        CheckIds(ids, nameof(ids));
        int width = Config.Width;
        float[] table = _embeddings.Value;
        var sum = new double[width];
        foreach (int id in ids)
        {
            for (int i = 0; i < width; i++)
                sum[i] += table[(id * width) + i];
        }

        double length = Math.Sqrt(sum.Sum(value => value * value));
        return [.. sum.Select(value => (float)(value / Math.Max(length, double.Epsilon)))];
    }

    /// <summary>Frees the weights and the decoders. No request may be under way.</summary>
    public void Dispose()
    {
        _decoders.Dispose();
        _model.Dispose();
    }

    /// <summary>Refuses tokens that are not of the vocabulary.</summary>
    internal void CheckIds(ReadOnlySpan<int> ids, string parameter)
    {
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)Config.VocabularySize)
                throw new ArgumentException(
                    $"There is no token {id}; the ids go from 0 to {Config.VocabularySize - 1}. Encode the text with the model's tokenizer.", parameter);
        }
    }

    /// <summary>Tells the probabilities at a position.</summary>
    internal CompletionToken Describe(ReadOnlySpan<float> logits, int chosen, int top)
    {
        double greatest = logits[0], sum = 0;
        foreach (float logit in logits)
            greatest = Math.Max(greatest, logit);
        foreach (float logit in logits)
            sum += Math.Exp(logit - greatest);
        double logSum = greatest + Math.Log(sum);
        TokenProbability[] best = [];
        if (top > 0)
        {
            var ids = new int[logits.Length];
            var keys = new (float Negated, int Id)[logits.Length];
            for (int id = 0; id < ids.Length; id++)
                (ids[id], keys[id]) = (id, (-logits[id], id));
            Array.Sort(keys, ids);
            best = new TokenProbability[Math.Min(top, ids.Length)];
            for (int i = 0; i < best.Length; i++)
                best[i] = new TokenProbability(ids[i], TokenBytes[ids[i]], logits[ids[i]] - logSum);
        }

        return new CompletionToken(new TokenProbability(chosen, TokenBytes[chosen], logits[chosen] - logSum), best);
    }

    private static Completion Join(Request request, IEnumerable<CompletionChunk> chunks)
    {
        var text = new System.Text.StringBuilder();
        var tokens = new List<CompletionToken>();
        CompletionChunk? last = null;
        foreach (CompletionChunk chunk in chunks)
        {
            _ = text.Append(chunk.Text);
            if (chunk.Token is { } token)
                tokens.Add(token);
            last = chunk;
        }

        return new Completion(text.ToString(), last!.IsToolCall, last.Finish!.Value, request.Prompt.Length, tokens);
    }

    private async IAsyncEnumerable<CompletionChunk> StreamAsync(Request request, [EnumeratorCancellation]
    CancellationToken cancellationToken)
    {
        using DecoderPool.Loan loan = await _decoders.RentAsync(cancellationToken).ConfigureAwait(false);
        foreach (CompletionChunk chunk in new ReplyWriter(this, request).Run(loan.Decoder, cancellationToken))
            yield return chunk;
    }
}
