namespace LLMCourse.LlmServers.Constraints;

/// <summary>A JSON schema that replies cannot be held to.</summary>
/// <param name="path">Where in the schema, as a JSON pointer.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class SchemaException(string path, string message) : Exception($"At {path}: {message}");
