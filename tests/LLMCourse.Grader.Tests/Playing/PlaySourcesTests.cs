using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Playing;

namespace LLMCourse.Grader.Tests.Playing;

/// <summary>Where a student's block names a layer of the reference, a played one has the player's.</summary>
public sealed class PlaySourcesTests
{
    [Theory]
    [InlineData("new Reference.MultiHeadAttention(c, h)", "new global::LLMCourse.Player.MultiHeadAttention(c, h)")]
    [InlineData("using A = LLMCourse.Reference.LayerNorm;", "using A = global::LLMCourse.Player.LayerNorm;")]
    [InlineData("global::LLMCourse.Reference.RmsNorm n;", "global::LLMCourse.Player.RmsNorm n;")]
    [InlineData("Reference.Attention.CausalMask(t)", "global::LLMCourse.Player.Attention.CausalMask(t)")]
    [InlineData("Reference.\n    FeedForward f;", "global::LLMCourse.Player.FeedForward f;")]
    [InlineData("using LLMCourse.Reference;", "using LLMCourse.Reference;")]
    [InlineData("MyReference.LayerNorm", "MyReference.LayerNorm")]
    [InlineData("Reference.LayerNorms", "Reference.LayerNorms")]
    [InlineData("Reference.SwiGlu", "Reference.SwiGlu")]
    public void WithOwnParts_Name_IsThePlayers(string written, string played)
    {
        SourceSet sources = new() { Name = "x", ContentHash = "", Files = [new SourceFile("TransformerBlock.cs", written)] };

        Assert.Equal(played, PlaySources.WithOwnParts(sources).Files[0].Text);
    }
}
