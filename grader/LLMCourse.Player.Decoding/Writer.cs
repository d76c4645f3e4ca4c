using System.Diagnostics;
using LLMCourse.Checks.Playing;
using LLMCourse.M05;
using ReferenceSampler = LLMCourse.Reference.Decoding.Sampler;
using SamplingOptions = LLMCourse.Reference.Decoding.SamplingOptions;

namespace LLMCourse.Player;

/// <summary>Draws a text: the cache, the processors and the sampler are the student's where they are chosen.</summary>
internal sealed class Writer : IDisposable
{
    private const string Processors = "M05.E1", Sampling = "M05.E2", Caching = "M05.E5";
    private const int MostMeasured = 64;

    private readonly CausalModel _model;
    private readonly int _context;
    private readonly KvCache? _cache;
    private readonly LogitPipeline? _pipeline;
    private readonly IReadOnlyList<Reference.Decoding.ILogitProcessor> _processors;
    private readonly ReferenceSampler _sampler;
    private Xoshiro _random;
    private int _seen, _written;
    private TimeSpan _spent;

    /// <summary>Begins a text.</summary>
    /// <param name="model">The model, which stays the caller's.</param>
    /// <param name="context">How many tokens the model looks at.</param>
    /// <param name="wanted">How tokens are drawn.</param>
    public Writer(CausalModel model, int context, PlayWriting wanted)
    {
        (_model, _context, _random) = (model, context, new Xoshiro((ulong)wanted.Seed));
        PlaySampling how = wanted.Sampling;
        SamplingOptions options = new()
        {
            Temperature = how.Temperature,
            TopK = how.TopK == 0 ? null : how.TopK,
            TopP = how.TopP == 1 ? null : how.TopP,
            MinP = how.MinP == 0 ? null : how.MinP,
            RepetitionPenalty = how.RepetitionPenalty == 1 ? null : how.RepetitionPenalty,
        };
        _processors = options.Processors();
        _sampler = new ReferenceSampler(new SamplingOptions { Seed = (ulong)wanted.Seed });
        if (Parts.IsOwn(Processors))
        {
            SamplingSettings settings = new()
            {
                Temperature = how.Temperature,
                TopK = how.TopK,
                TopP = how.TopP,
                MinP = how.MinP,
                RepetitionPenalty = how.RepetitionPenalty,
            };
            _pipeline = Parts.Of(Processors, () => new LogitPipeline(settings));
        }

        if (Parts.IsOwn(Caching))
            _cache = Parts.Of(Caching, () => new KvCache(model.Config, 1, context, CacheOverflow.Slide));
    }

    /// <summary>Draws the next token.</summary>
    /// <param name="ids">The text so far, at least one token.</param>
    public int Next(List<int> ids)
    {
        using DisposeScope scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        float[] logits = _cache is { } cache ? Parts.Of(Caching, () => Cached(cache, ids)) : Anew(ids);
        // The first call reads the prompt; what a token costs shows after it.
        if (_seen > 0) (_spent, _written) = (_spent + Stopwatch.GetElapsedTime(start), _written + 1);
        _seen = ids.Count;

        if (_pipeline is { } pipeline)
        {
            _ = Parts.Of(Processors, () =>
            {
                pipeline.Apply(logits, ids);
                return logits.Any(float.IsFinite) ? 0 : throw new PartFaultException("no token is left that could be drawn.");
            });
        }
        else
        {
            foreach (Reference.Decoding.ILogitProcessor processor in _processors) processor.Apply(logits, ids.ToArray());
        }

        return Parts.IsOwn(Sampling) ? Parts.Of(Sampling, () => Drawn(logits)) : _sampler.Next(logits, default);
    }

    /// <summary>Measures what the cache is good for.</summary>
    /// <param name="ids">The text that was written.</param>
    /// <returns>Tokens a second with the cache, and with everything computed anew; null without a cache of the student's.</returns>
    public (double Cached, double Anew)? Speeds(List<int> ids)
    {
        if (_cache is null || _written == 0) return null;
        int count = Math.Min(MostMeasured, _written);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            _ = Anew(ids[..^i]);
        }

        return (_written / _spent.TotalSeconds, count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Frees the cache.</summary>
    public void Dispose()
    {
        if (_cache is { } cache)
        {
            _ = Parts.Of(Caching, () =>
            {
                cache.Dispose();
                return 0;
            });
        }
    }

    private float[] Cached(KvCache cache, List<int> ids)
    {
        Tensor fresh = Row(ids, _seen);
        using Tensor logits = _seen == 0 ? CachedModel.Prefill(_model, fresh, cache, _context) : CachedModel.Forward(_model, fresh, cache);
        float[] last = [.. logits.reshape(-1, _model.Config.Vocabulary)[-1].data<float>()]; // [V]
        return last.All(float.IsFinite) ? last : throw new PartFaultException("the logits are not finite.");
    }

    private float[] Anew(List<int> ids)
    {
        using Tensor logits = _model.Logits(Row(ids, Math.Max(0, ids.Count - _context))); // [1, T, V]
        return [.. logits[0, -1].data<float>()];
    }

    private int Drawn(float[] logits)
    {
        float[] probabilities = new float[logits.Length];
        M05.Sampler.Softmax(logits, probabilities);
        int token = M05.Sampler.Sample(probabilities, ref _random);
        return token >= 0 && token < logits.Length
            ? token
            : throw new PartFaultException($"it drew {token}, where tokens are from 0 to {logits.Length - 1}.");
    }

    private static Tensor Row(List<int> ids, int from) => tensor(ids.Skip(from).Select(id => (long)id).ToArray()).unsqueeze(0); // [1, T]
}
