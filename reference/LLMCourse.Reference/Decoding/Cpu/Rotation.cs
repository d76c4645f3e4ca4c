using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Turns pairs of columns by their positions' angles, as <see cref="RotaryEmbedding"/> does.</summary>
internal sealed class Rotation
{
    private readonly int _pairs;
    private readonly bool _neighbours;
    private readonly float[] _cosine, _sine;

    public Rotation(GptConfig config)
    {
        _pairs = config.HeadWidth / 2;
        _neighbours = config.RopeLayout == RopeLayout.Interleaved;
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

    /// <summary>Rotates one head's vector in place; column i is paired with column i + D/2, or with its neighbour.</summary>
    public void Rotate(Span<float> vector, int position)
    {
        ReadOnlySpan<float> cosine = _cosine.AsSpan(position * _pairs, _pairs), sine = _sine.AsSpan(position * _pairs, _pairs);
        int pair = 0;
        for (; !_neighbours && pair + 8 <= cosine.Length; pair += 8)
        {
            Span<float> left = vector[pair..], right = vector[(pair + cosine.Length)..];
            Vector256<float> a = Vector256.Create<float>(left), b = Vector256.Create<float>(right);
            Vector256<float> c = Vector256.Create(cosine[pair..]), s = Vector256.Create(sine[pair..]);
            ((a * c) - (b * s)).CopyTo(left);
            ((b * c) + (a * s)).CopyTo(right);
        }

        for (; pair < cosine.Length; pair++)
        {
            int first = _neighbours ? 2 * pair : pair, second = first + (_neighbours ? 1 : cosine.Length);
            float a = vector[first], b = vector[second];
            vector[first] = (a * cosine[pair]) - (b * sine[pair]);
            vector[second] = (b * cosine[pair]) + (a * sine[pair]);
        }
    }
}
