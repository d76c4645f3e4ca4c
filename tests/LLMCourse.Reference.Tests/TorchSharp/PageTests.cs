using System.Text.RegularExpressions;
using LLMCourse.Reference.Tests.Tokenizers;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Runs every program of docs/torchsharp.md and compares what it prints with what the page shows.</summary>
public sealed partial class PageTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        """;

    [Fact]
    public void Programs_OfThePage_PrintWhatItShows()
    {
        string page = File.ReadAllText(Page());
        Match[] programs = Programs().Matches(page).ToArray();
        Assert.Equal(Regex.Count(page, "^```csharp", RegexOptions.Multiline), programs.Length);

        ChildResult result = Child.Run([.. programs.Select(program => Usings + program.Groups["code"].Value)]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        string[] printed = result.Output.Split(Child.Separator);
        Assert.Equal(programs.Length, printed.Length);
        Assert.Multiple([.. programs.Zip(printed,
            (program, output) => (Action)(() => Assert.Equal(program.Groups["output"].Value.Trim(), output.Trim())))]);
    }

    [Fact]
    public void Page_Lines_FitInTenMinutes() =>
        Assert.InRange(File.ReadAllLines(Page()).Length, 1, 250);

    private static string Page() => SourceFolder.File("../../../docs/torchsharp.md");

    [GeneratedRegex("""^```csharp\n(?<code>.*?)^```\n```text\n(?<output>.*?)^```$""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Programs();
}
