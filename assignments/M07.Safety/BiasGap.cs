namespace LLMCourse.M07;

/// <summary>A mean difference with its interval. Given.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public readonly record struct BiasGap(double Mean, double Low, double High)
{
    /// <summary>Gets whether the interval leaves 0 out.</summary>
    public bool IsDetected => Low > 0 || High < 0;
}
