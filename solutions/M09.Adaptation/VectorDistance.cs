namespace LLMCourse.M09;

/// <summary>Measures how far two vectors of one length are apart: a number that is not NaN; less is nearer. It need be no metric.</summary>
/// <param name="a">One vector.</param>
/// <param name="b">The other.</param>
public delegate float VectorDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b);
