namespace LLMCourse.M07;

/// <summary>The course's table of licences.</summary>
public static class Licences
{
    /// <summary>Gets the licences.</summary>
    public static IReadOnlyList<LicenceTerms> All { get; } =
    [
        new("Apache-2.0", true, null, true, new(2004, 1, 1), "apache.org/licenses/LICENSE-2.0"),
        new("CC-BY-NC-4.0", false, null, true, new(2013, 11, 25), "creativecommons.org/licenses/by-nc/4.0/legalcode"),
        new("CC0-1.0", true, null, false, new(2009, 3, 11), "creativecommons.org/publicdomain/zero/1.0/legalcode"),
        new("Llama-3.1-Community", true, 700_000_000, true, new(2024, 7, 23), "llama.com/llama3_1/license"),
        new("Qwen-Research", false, null, true, new(2024, 9, 19), "huggingface.co/Qwen/Qwen2.5-3B-Instruct/blob/main/LICENSE"),
    ];
}
