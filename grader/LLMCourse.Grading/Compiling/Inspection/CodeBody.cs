using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>One body of compiled code: a method, an accessor, a lambda, the steps of an iterator.</summary>
/// <param name="Token">Its metadata token.</param>
/// <param name="Uses">What it uses of other assemblies.</param>
/// <param name="Places">The statements that it was made of.</param>
internal sealed record CodeBody(int Token, IReadOnlyList<CodeUse> Uses, IReadOnlyList<SourcePlace> Places);

/// <summary>One use of something of another assembly.</summary>
/// <param name="Name">Its full name as bans give it: without type arguments and parameters, a property's for its
/// accessors, a type's for its constructors.</param>
/// <param name="Display">Its name for people.</param>
/// <param name="Place">Where; null in code that the compiler adds.</param>
internal sealed record CodeUse(string Name, string Display, SourcePlace? Place);
