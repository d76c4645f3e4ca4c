using LLMCourse.Reference.Positions;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>One pass through the model for one or a few new positions, by all threads together.</summary>
/// <remarks>
/// Rows of the matrices, and heads, are split between the threads, which all walk through the same phases and meet after each. What is
/// cheap, as norms are, every thread computes for itself where positions are few, because waiting would cost more; of many positions every
/// thread normalises its part, and all multiply by <see cref="WeightPanel"/>.
/// </remarks>
internal sealed class DecoderPass : IDisposable
{
    private readonly GptConfig _config;
    private readonly DecoderWeights _weights;
    private readonly SpinTeam _team;
    private readonly DecoderLane[] _lanes;
    private readonly Rotation? _rotation;
    private readonly float[] _slopes;
    private readonly float _embeddingScale;
    private readonly int _width, _hidden, _heads, _kvHeads, _headWidth, _keyStride, _fusedRows, _screenAfter;

    // Shared between the threads, one row for each new position.
    private readonly float[] _residual, _normalised, _fused, _context, _activations, _products;
    private readonly float[] _logits;
    private readonly int[] _ids;
    private int _count, _first;
    private bool _many;
    private Answer _answer;
    private HeadScreen? _screen;
    private long _greedyTokens;

    public DecoderPass(GptConfig config, DecoderWeights weights, CpuDecoderOptions options)
    {
        (_config, _weights) = (config, weights);
        (_width, _hidden, _heads, _kvHeads, _headWidth) =
            (config.Width, config.EffectiveFeedForwardWidth, config.Heads, config.EffectiveKvHeads, config.HeadWidth);
        _keyStride = DecoderWeights.KeyStride(config);
        _fusedRows = (_heads + (2 * _kvHeads)) * _headWidth;
        _rotation = config.Positions == PositionEncoding.Rope ? new Rotation(config) : null;
        _slopes = config.Positions == PositionEncoding.Alibi ? [.. Alibi.Slopes(_heads).Select(slope => (float)slope)] : new float[_heads];
        _embeddingScale = config.Positions == PositionEncoding.Sinusoidal ? MathF.Sqrt(_width) : 1;
        _screenAfter = options.ScreenAfter;
        MostPositions = Math.Min(options.PositionsPerPass, config.ContextLength);
        _residual = Rows(_width);
        _normalised = Rows(_width);
        _products = Rows(_width);
        _fused = Rows(_fusedRows);
        _context = Rows(_width);
        _activations = Rows(config.Activation == Activation.SwiGlu ? 2 * _hidden : _hidden);
        MostLogits = Math.Min(MostPositions, 32);
        _logits = GC.AllocateArray<float>(checked(MostLogits * config.VocabularySize), pinned: true);
        _ids = new int[MostPositions];
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        _lanes = [.. Enumerable.Range(0, threads).Select(_ => new DecoderLane(config, Math.Min(MostPositions, WeightPanel.Least - 1)))];
        _team = new SpinTeam(threads, Work);
    }

    /// <summary>Gets the greatest number of positions of a pass.</summary>
    public int MostPositions { get; }

    /// <summary>Gets the greatest number of positions of a pass that computes logits, which are longer than
    /// all else that is kept for a position.</summary>
    public int MostLogits { get; }

    /// <summary>Computes positions <paramref name="first"/> and following, and keeps their keys and values.</summary>
    /// <param name="ids">The tokens at these positions, checked by the caller.</param>
    /// <param name="first">The position of the first.</param>
    /// <param name="logits">Receives <c>[positions, V]</c>, of at most
    /// <see cref="MostLogits"/> positions; empty: none are computed.</param>
    public void Run(ReadOnlySpan<int> ids, int first, Span<float> logits)
    {
        ids.CopyTo(_ids);
        (_count, _first, _answer) = (ids.Length, first, logits.IsEmpty ? Answer.None : Answer.Logits);
        _many = _count >= WeightPanel.Least;
        _team.Run();
        _logits.AsSpan(0, logits.Length).CopyTo(logits);
    }

    /// <summary>Computes one position and finds its greatest logit.</summary>
    /// <param name="id">The token at this position, checked by the caller.</param>
    /// <param name="position">The position.</param>
    /// <returns>The token with the greatest logit, of equal ones the lowest, and the logit.</returns>
    public (int Id, float Logit) Greatest(int id, int position)
    {
        _screen ??= _weights.Head is FloatMatrix head && _greedyTokens++ >= _screenAfter ? new HeadScreen(head) : null;
        _ids[0] = id;
        (_count, _first, _many, _answer) = (1, position, false, _screen is null ? Answer.Logits : Answer.Greatest);
        _team.Run();
        if (_screen is null)
        {
            Logits.Check(_logits.AsSpan(0, _config.VocabularySize));
            int greatest = Logits.ArgMax(_logits.AsSpan(0, _config.VocabularySize));
            return (greatest, _logits[greatest]);
        }

        (int Row, float Product) best = _lanes[0].Greatest;
        foreach (DecoderLane lane in _lanes.AsSpan(1))
            best = HeadScreen.Better(best, lane.Greatest.Row, lane.Greatest.Product);
        return best;
    }

    public void Dispose() => _team.Dispose();

    private float[] Rows(int columns) => GC.AllocateArray<float>(checked(MostPositions * columns), pinned: true);

    private void Work(int laneIndex)
    {
        DecoderLane lane = _lanes[laneIndex];
        bool pre = _config.NormPlacement == NormPlacement.Pre;
        Embed(laneIndex);
        NormWeights? previous = null;
        foreach (DecoderLayer layer in _weights.Layers)
        {
            Normalise(pre ? layer.Norm1 : previous, laneIndex);
            QueriesKeysAndValues(layer, laneIndex);
            _team.Barrier(laneIndex);
            Attend(layer, laneIndex);
            _team.Barrier(laneIndex);
            AddProducts(layer.Projection, _context, _width, lane.Context, pre, laneIndex);
            _team.Barrier(laneIndex);
            Normalise(pre ? layer.Norm2 : layer.Norm1, laneIndex);
            Activate(layer, laneIndex);
            _team.Barrier(laneIndex);
            AddProducts(layer.Down, _activations, _activations.Length / MostPositions, lane.Inner, pre, laneIndex);
            _team.Barrier(laneIndex);
            previous = layer.Norm2;
        }

        if (_answer == Answer.None)
            return;
        Normalise(_weights.FinalNorm ?? previous, laneIndex);
        (int from, int to) = _team.Share(laneIndex, _config.VocabularySize);
        if (_answer == Answer.Greatest)
        {
            lane.Greatest = _screen!.Greatest(lane.Input, _logits, from, to);
            return;
        }

        Prepare(_weights.Head, lane.Input);
        Multiply(_weights.Head, lane.Input, _normalised, _width, _logits, _config.VocabularySize, from, to, lane);
    }

    /// <summary>Writes the embeddings into the residual stream, every thread some positions.</summary>
    private void Embed(int laneIndex)
    {
        for (int i = laneIndex; i < _count; i += _team.Lanes)
        {
            Span<float> x = _residual.AsSpan(i * _width, _width);
            _weights.Embedding.CopyRow(_ids[i], x);
            if (_weights.Positions.Length == 0)
                continue;
            ReadOnlySpan<float> position = _weights.Positions.AsSpan((_first + i) * _width, _width);
            for (int c = 0; c < _width; c++)
                x[c] = (x[c] * _embeddingScale) + position[c];
        }

        _team.Barrier(laneIndex);
    }

    /// <summary>Normalises every position for this thread, or of many positions a part for all threads.</summary>
    private void Normalise(NormWeights? norm, int laneIndex)
    {
        DecoderLane lane = _lanes[laneIndex];
        (int from, int to) = _many ? _team.Share(laneIndex, _count) : (0, _count);
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<float> x = _residual.AsSpan(i * _width, _width);
            Span<float> normalised = Normalised(i, lane);
            if (norm is null)
                x.CopyTo(normalised);
            else
                norm.Apply(x, normalised);
        }

        if (_many)
            _team.Barrier(laneIndex);
        else
            lane.Input.Count = _count;
    }

    private Span<float> Normalised(int i, DecoderLane lane) => _many ? _normalised.AsSpan(i * _width, _width) : lane.Input[i];

    /// <summary>Rounds a few vectors, if the matrix wants that.</summary>
    private void Prepare(WeightMatrix matrix, Vectors few)
    {
        if (!_many)
            few.Prepare(matrix);
    }

    /// <summary>Multiplies this thread's own few vectors, prepared, or the many that are shared, by some rows of a matrix.</summary>
    private void Multiply(WeightMatrix matrix, Vectors few, ReadOnlySpan<float> many, int manyStride, Span<float> y, int yStride, int from,
        int to, DecoderLane lane)
    {
        if (_many)
            lane.Panel.Multiply(matrix, many, manyStride, _count, y, yStride, from, to);
        else
            matrix.Multiply(few, y, yStride, from, to);
    }

    /// <summary>Multiplies by some rows of a matrix and adds the bias.</summary>
    private void Apply(LinearWeights linear, Vectors few, ReadOnlySpan<float> many, int manyStride, Span<float> y, int yStride, int from,
        int to, DecoderLane lane)
    {
        Multiply(linear.Matrix, few, many, manyStride, y, yStride, from, to, lane);
        linear.AddBias(y, yStride, _count, from, to);
    }

    /// <summary>Computes some heads' queries, keys and values, rotates them, and puts keys and
    /// values where attention looks for them.</summary>
    private void QueriesKeysAndValues(DecoderLayer layer, int laneIndex)
    {
        DecoderLane lane = _lanes[laneIndex];
        Prepare(layer.Fused.Matrix, lane.Input);
        (int from, int to) = _team.Share(laneIndex, _heads + (2 * _kvHeads));
        Apply(layer.Fused, lane.Input, _normalised, _width, _fused, _fusedRows, from * _headWidth, to * _headWidth, lane);
        for (int i = 0; i < _count; i++)
        {
            int position = _first + i;
            for (int head = from; head < to; head++)
            {
                Span<float> vector = _fused.AsSpan((i * _fusedRows) + (head * _headWidth), _headWidth);
                if (head < _heads + _kvHeads)
                    _rotation?.Rotate(vector, position);
                if (head >= _heads + _kvHeads)
                    vector.CopyTo(layer.Values.AsSpan((((head - _heads - _kvHeads) * _config.ContextLength) + position) * _headWidth));
                else if (head >= _heads)
                    Scatter(vector, layer.Keys.AsSpan((head - _heads) * _headWidth * _keyStride), position);
            }
        }
    }

    private void Scatter(ReadOnlySpan<float> key, Span<float> keys, int position)
    {
        for (int d = 0; d < key.Length; d++)
            keys[(d * _keyStride) + position] = key[d];
    }

    private void Attend(DecoderLayer layer, int laneIndex)
    {
        if (_many && _headWidth % BlockKernel.Columns == 0)
        {
            AttendMany(layer, laneIndex);
            return;
        }

        (int from, int to) = _team.Share(laneIndex, _count * _heads);
        for (int item = from; item < to; item++)
        {
            int i = item / _heads, head = item % _heads, group = head / (_heads / _kvHeads);
            AttentionKernel.Attend(
                _fused.AsSpan((i * _fusedRows) + (head * _headWidth), _headWidth),
                layer.Keys.AsSpan(group * _headWidth * _keyStride, _headWidth * _keyStride),
                _keyStride,
                layer.Values.AsSpan(group * _config.ContextLength * _headWidth, (_first + i + 1) * _headWidth),
                _slopes[head],
                _lanes[laneIndex].Scores,
                _context.AsSpan((i * _width) + (head * _headWidth), _headWidth));
        }
    }

    /// <summary>Head by head, so that its keys and values stay near, and threads take turns, since later queries see more.</summary>
    private void AttendMany(DecoderLayer layer, int laneIndex)
    {
        for (int head = 0; head < _heads; head++)
        {
            int group = head / (_heads / _kvHeads);
            for (int i = laneIndex * BlockKernel.Vectors; i < _count; i += _team.Lanes * BlockKernel.Vectors)
            {
                int count = Math.Min(BlockKernel.Vectors, _count - i);
                AttentionKernel.AttendFew(
                    _fused.AsSpan((i * _fusedRows) + (head * _headWidth)),
                    _fusedRows,
                    count,
                    _first + i + 1,
                    layer.Keys.AsSpan(group * _headWidth * _keyStride, _headWidth * _keyStride),
                    _keyStride,
                    layer.Values.AsSpan(group * _config.ContextLength * _headWidth, (_first + i + count) * _headWidth),
                    _headWidth,
                    _slopes[head],
                    _lanes[laneIndex].Scores,
                    _context.AsSpan((i * _width) + (head * _headWidth)),
                    _width);
            }
        }
    }

    private void Activate(DecoderLayer layer, int laneIndex)
    {
        DecoderLane lane = _lanes[laneIndex];
        Prepare(layer.Up.Matrix, lane.Input);
        (int from, int to) = _team.Share(laneIndex, _hidden);
        bool gated = _config.Activation == Activation.SwiGlu;
        int stride = gated ? 2 * _hidden : _hidden;
        Apply(layer.Up, lane.Input, _normalised, _width, _activations, stride, from, to, lane);
        if (gated)
            Apply(layer.Up, lane.Input, _normalised, _width, _activations, stride, _hidden + from, _hidden + to, lane);
        for (int i = 0; i < _count; i++)
        {
            Span<float> x = _activations.AsSpan((i * stride) + from, to - from);
            if (gated)
                ActivationKernels.SwiGlu(x, _activations.AsSpan((i * stride) + _hidden + from, to - from));
            else
                ActivationKernels.Apply(_config.Activation, x);
        }
    }

    /// <summary>Multiplies what all threads made by some rows, and adds the products to the residual stream, or
    /// to its norm where norms come after.</summary>
    private void AddProducts(LinearWeights linear, ReadOnlySpan<float> shared, int sharedStride, Vectors own, bool pre, int laneIndex)
    {
        DecoderLane lane = _lanes[laneIndex];
        for (int i = 0; i < _count && !_many; i++)
            shared.Slice(i * sharedStride, linear.Matrix.Columns).CopyTo(own[i]);
        own.Count = _count;
        Prepare(linear.Matrix, own);
        (int from, int to) = _team.Share(laneIndex, _width);
        Apply(linear, own, shared, sharedStride, _products, _width, from, to, lane);
        for (int i = 0; i < _count; i++)
        {
            Span<float> x = _residual.AsSpan(i * _width, _width);
            ReadOnlySpan<float> products = _products.AsSpan(i * _width, _width);
            ReadOnlySpan<float> kept = pre ? x : Normalised(i, lane);
            for (int c = from; c < to; c++)
                x[c] = kept[c] + products[c];
        }
    }

    /// <summary>What a pass is for: to keep keys and values, or to predict too.</summary>
    private enum Answer
    {
        None,
        Logits,
        Greatest,
    }
}
