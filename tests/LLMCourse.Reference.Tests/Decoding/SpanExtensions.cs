namespace LLMCourse.Reference.Tests.Decoding;

internal static class SpanExtensions
{
    public static int IndexOfGreatest(this float[] values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
