namespace LLMCourse.Reference.Tests.Training;

/// <summary>Loshchilov and Hutter's algorithm 2, one float64 at a time.</summary>
internal sealed class ScalarAdamW(double[] values, double decay)
{
    private readonly double[] _mean = new double[values.Length], _square = new double[values.Length];
    private int _step;

    public double[] Values => values;

    public void Step(double[] gradient, double rate, double factor)
    {
        _step++;
        for (int i = 0; i < values.Length; i++)
        {
            double g = gradient[i] * factor;
            _mean[i] = (0.9 * _mean[i]) + (0.1 * g);
            _square[i] = (0.95 * _square[i]) + (0.05 * g * g);
            double mean = _mean[i] / (1 - Math.Pow(0.9, _step)), square = _square[i] / (1 - Math.Pow(0.95, _step));
            values[i] = values[i] - (rate * decay * values[i]) - (rate * mean / (Math.Sqrt(square) + 1e-8));
        }
    }
}
