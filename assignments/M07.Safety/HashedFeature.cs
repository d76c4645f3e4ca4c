namespace LLMCourse.M07;

/// <summary>One entry of a text's vector; all others are 0.</summary>
/// <param name="Bucket">Where it is, from 0.</param>
/// <param name="Value">What it is.</param>
public readonly record struct HashedFeature(int Bucket, double Value);
