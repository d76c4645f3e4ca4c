using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Tools.Figures;

namespace LLMCourse.Tools.Tests;

/// <summary>The figures of the handouts: made by the code that is checked in, and fit to be read.</summary>
public sealed partial class FigureTests
{
    private const int MostBytes = 30 * 1024;

    // At 720 units a page shows a unit as a pixel.
    private const double LeastText = 11;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> All => [.. Figure.All.Select(figure => figure.Module)];

    public static TheoryData<string> Fast => [.. Figure.All.Where(figure => figure.Slow is null).Select(figure => figure.Module)];

    [Fact]
    public void All_EachModule_HasOne() =>
        Assert.Equal(Directory.EnumerateDirectories(Solutions).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
            Figure.All.Select(figure => figure.Module));

    [Theory]
    [MemberData(nameof(Fast))]
    public void Draw_Again_IsWhatIsCheckedIn(string module)
    {
        Figure figure = Of(module);

        string drawn = figure.Draw();

        Assert.True(drawn == Read(figure),
            $"{figure.File} of {module} is not what the program draws: run `dotnet run -c Release --project tools/Figures -- solutions {module[..3]}` and look at it.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfEach_CanBeRead(string module)
    {
        Figure figure = Of(module);
        string text = Read(figure);
        XElement svg = XDocument.Parse(text).Root!;

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, MostBytes);
        Assert.Equal(Svg + "svg", svg.Name);
        Assert.StartsWith("0 0 720 ", svg.Attribute("viewBox")!.Value, StringComparison.Ordinal);
        foreach (string id in svg.Attribute("aria-labelledby")!.Value.Split(' '))
            Assert.True(svg.Elements().Single(element => element.Attribute("id")?.Value == id).Value.Length > 10, $"'{id}' says nothing.");

        // The ground comes first and covers everything, so that the page's own may be dark.
        XElement ground = svg.Elements().First(element => element.Name.LocalName is not ("title" or "desc"));
        Assert.Equal(svg.Attribute("viewBox")!.Value["0 0 ".Length..],
            $"{ground.Attribute("width")!.Value} {ground.Attribute("height")!.Value}");
        Assert.All(svg.DescendantsAndSelf().Attributes("font-size"),
            size => Assert.True(double.Parse(size.Value, CultureInfo.InvariantCulture) >= LeastText,
                $"A text of {size.Value} is too small."));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.Contains("sans-serif", svg.Attribute("font-family")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Handout_OfEach_ShowsItOnceWithACaption(string module)
    {
        Figure figure = Of(module);

        Match shown = Assert.Single(Image().Matches(File.ReadAllText(Path.Combine(Solutions, module, "README.md"))));

        Assert.Equal(figure.File, shown.Groups["file"].Value);
        Assert.True(shown.Groups["alternative"].Value.Length > 40, "The alternative text says too little.");
        Assert.StartsWith("Figure: ", shown.Groups["caption"].Value, StringComparison.Ordinal);
        Assert.Contains($"`{figure.Draw.Method.DeclaringType!.Name}`", shown.Groups["caption"].Value, StringComparison.Ordinal);
        Assert.Equal([figure.File],
            Directory.EnumerateFiles(Path.Combine(Solutions, module), "*.svg").Select(file => Path.GetFileName(file)));
    }

    private static string Solutions => Path.Combine(Root.Find(), "solutions");

    private static Figure Of(string module) => Figure.All.Single(figure => figure.Module == module);

    private static string Read(Figure figure) => File.ReadAllText(Path.Combine(Solutions, figure.Module, figure.File));

    [GeneratedRegex(@"!\[(?<alternative>[^\]]*)\]\((?<file>[^)]+)\)(?:\r?\n\r?\n\*(?<caption>[^*]+)\*\r?\n)?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
