using LLMCourse.LocalModels;

namespace LLMCourse.M08;

/// <summary>A model that is evaluated.</summary>
/// <param name="Hash">What tells its weights from all others, such as the SHA-256 of the file: a name does not, since names get new weights.</param>
/// <param name="Chat">Who replies.</param>
public sealed record EvalModel(string Hash, IChatModel Chat);
