using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Finds the files that stand beside the tests' sources.</summary>
internal static class SourceFolder
{
    public static string File(string name, [CallerFilePath] string caller = "") => Path.Combine(Path.GetDirectoryName(caller)!, name);
}
