namespace LLMCourse.M04;

/// <summary>The rule by which arrays of different shapes go together, and its reverse for gradients.</summary>
/// <remarks>
/// NumPy's rule: shapes are aligned at their last axes; an axis that one lacks, or in which it has size 1, is repeated. Arrays are in row-major order.
/// </remarks>
public static class Broadcasting
{
    /// <summary>Finds the shape that two arrays have together: [2, 1, 4] and [3, 1] make [2, 3, 4].</summary>
    /// <param name="left">A shape; <c>[]</c> is a scalar.</param>
    /// <param name="right">A shape.</param>
    /// <returns>The common shape.</returns>
    /// <exception cref="ArgumentException">An axis has two different sizes, neither of them 1.</exception>
    [Exercise("M04.E1")]
    public static int[] CommonShape(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        // TODO M04.E1: go through the axes from the last one; sizes must be equal, or one of them 1 or missing.
        throw new NotImplementedException("M04.E1: go through the axes from the last one; sizes must be equal, or one of them 1 or missing.");
    }

    /// <summary>Repeats an array to a larger shape.</summary>
    /// <param name="data">The numbers, as many as <paramref name="from"/> has places.</param>
    /// <param name="from">Their shape.</param>
    /// <param name="to">The shape to repeat to: the common shape of <paramref name="from"/> and itself.</param>
    /// <returns>A new array of the shape <paramref name="to"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="data"/> does not have the shape <paramref name="from"/>, or that cannot be repeated to <paramref name="to"/>.</exception>
    [Exercise("M04.E1")]
    public static double[] Expand(ReadOnlySpan<double> data, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        // TODO M04.E1: each place of the result has the number of one place of data; in repeated axes that place is 0.
        throw new NotImplementedException("M04.E1: each place of the result has the number of one place of data; in repeated axes that place is 0.");
    }

    /// <summary>Un-broadcasts a gradient: every number that was repeated gets the sum of the gradients of its copies.</summary>
    /// <param name="gradient">The gradient, as many numbers as <paramref name="from"/> has places.</param>
    /// <param name="from">Its shape, the one that was repeated to.</param>
    /// <param name="to">The shape of what was repeated.</param>
    /// <returns>A new array of the shape <paramref name="to"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="gradient"/> does not have the shape <paramref name="from"/>, or <paramref name="to"/> cannot be repeated to it.</exception>
    [Exercise("M04.E1")]
    public static double[] Reduce(ReadOnlySpan<double> gradient, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        // TODO M04.E1: the reverse of Expand: where that reads a place several times, add up.
        throw new NotImplementedException("M04.E1: the reverse of Expand: where that reads a place several times, add up.");
    }
}
