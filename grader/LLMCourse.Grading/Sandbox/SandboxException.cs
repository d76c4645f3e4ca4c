namespace LLMCourse.Grading.Sandbox;

/// <summary>The sandbox was required and cannot be had here. The message says why and what to do.</summary>
/// <param name="reason">Why bubblewrap does not work.</param>
public sealed class SandboxException(string reason)
    : Exception($"The sandbox is required and cannot be had: {reason} Or grade with --sandbox auto, which isolates less.");
