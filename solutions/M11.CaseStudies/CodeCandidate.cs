namespace LLMCourse.M11;

/// <summary>What came of one of the k samples.</summary>
/// <param name="First">The program of the model's first reply.</param>
/// <param name="Program">Of the first program and its repairs the one that passes the most examples; of several the earliest.</param>
/// <param name="Passed">How many examples <paramref name="Program"/> passes.</param>
/// <param name="Repairs">How many repairs were asked for.</param>
public sealed record CodeCandidate(string First, string Program, int Passed, int Repairs);
