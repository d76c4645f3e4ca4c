namespace LLMCourse.M09;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Bm25Index
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M09.E6", Title = "Chunks, embeddings and BM25", Weight = 2)]
    public static double Search(double x)
    {
        // TODO M09.E6: say in one sentence what to do.
        throw new NotImplementedException("M09.E6: say in one sentence what to do.");
    }
}
