namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Turns pairs of columns by their positions' angles, as <see cref="RotaryEmbedding"/> does.</summary>
internal sealed class Rotation
{
    private readonly int _pairs;
    private readonly bool _interleaved;
    private readonly float[] _cosine, _sine;

    public Rotation(GptConfig config)
    {
        (_pairs, _interleaved) = (config.HeadWidth / 2, config.RopeLayout == RopeLayout.Interleaved);
        _cosine = new float[config.ContextLength * _pairs];
        _sine = new float[config.ContextLength * _pairs];
        for (int position = 0; position < config.ContextLength; position++)
        {
            for (int pair = 0; pair < _pairs; pair++)
            {
                double angle = position * Math.Exp(-2 * Math.Log(config.RopeTheta) * pair / config.HeadWidth);
                (_cosine[(position * _pairs) + pair], _sine[(position * _pairs) + pair]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
            }
        }
    }

    /// <summary>Rotates one head's vector in place; column i is paired with column i + D/2, interleaved column 2i with column 2i + 1.</summary>
    public void Rotate(Span<float> vector, int position)
    {
        ReadOnlySpan<float> cosine = _cosine.AsSpan(position * _pairs, _pairs), sine = _sine.AsSpan(position * _pairs, _pairs);
        for (int pair = 0; pair < cosine.Length; pair++)
        {
            (int first, int second) = _interleaved ? (2 * pair, (2 * pair) + 1) : (pair, pair + cosine.Length);
            float a = vector[first], b = vector[second];
            vector[first] = (a * cosine[pair]) - (b * sine[pair]);
            vector[second] = (b * cosine[pair]) + (a * sine[pair]);
        }
    }
}
