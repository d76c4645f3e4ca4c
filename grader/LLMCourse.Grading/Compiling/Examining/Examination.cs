using LLMCourse.Grading.Compiling.Inspection;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>What is known of a submission before any of its code runs.</summary>
/// <param name="Build">What the compiler made of it.</param>
/// <param name="Signatures">Public signatures that it changed.</param>
/// <param name="Inspection">What it uses and may not.</param>
public sealed record Examination(Build Build, IReadOnlyList<SignatureBreak> Signatures, InspectionResult Inspection);
