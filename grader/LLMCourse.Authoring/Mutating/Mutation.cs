using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>A replacement of text that an operator proposes.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Replacement">What stands in its place.</param>
internal readonly record struct Mutation(string Operator, TextSpan Span, string Replacement);
