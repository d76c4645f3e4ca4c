namespace LLMCourse.Checks.M12;

/// <summary>Student's t distribution by numerical integration: with x = √ν·tan θ its density is proportional to cos^(ν−1) θ.</summary>
internal static class StudentTOracle
{
    public static double TwoSided(double t, int degrees) =>
        1 - (Integral(Math.Atan(Math.Abs(t) / Math.Sqrt(degrees)), degrees) / Integral(Math.PI / 2, degrees));

    public static double Critical(double confidence, int degrees)
    {
        // By the angle, which is bounded.
        double low = 0, high = Math.PI / 2, whole = Integral(high, degrees);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (Integral(middle, degrees) < confidence * whole) low = middle;
            else high = middle;
        }

        return Math.Sqrt(degrees) * Math.Tan(low);
    }

    // Simpson's rule.
    private static double Integral(double end, int degrees)
    {
        const int Steps = 2000;
        double sum = 0;
        for (int i = 0; i <= Steps; i++)
            sum += (i is 0 or Steps ? 1 : i % 2 == 0 ? 2 : 4) * Math.Pow(Math.Cos(end * i / Steps), degrees - 1);
        return sum * end / Steps / 3;
    }
}
