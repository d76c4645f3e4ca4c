using System.Xml.Linq;
using LLMCourse.Classes.Publishing.Handouts;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed class TexToMathMlTests
{
    [Theory]
    [InlineData("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")]
    [InlineData("x^{-i}", "<msup><mi>x</mi><mrow><mo>−</mo><mi>i</mi></mrow></msup>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")] // of 12 TeX takes one digit
    [InlineData("0.5\\,n", "<mn>0.5</mn><mspace width=\"0.1667em\"></mspace><mi>n</mi>")]
    [InlineData(@"\sum_{i=1}^N",
        "<munderover><mo movablelimits=\"true\">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>N</mi></munderover>")]
    [InlineData(@"\mathrm{gelu_{tanh}}(x)",
        "<mrow><msub><mi>gelu</mi><mrow><mi>tanh</mi></mrow></msub></mrow><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\mathrm{d}", "<mrow><mi mathvariant=\"normal\">d</mi></mrow>")]
    [InlineData(@"\left(\frac a b\right)",
        "<mrow><mo stretchy=\"true\">(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo stretchy=\"true\">)</mo></mrow>")]
    [InlineData(@"\sigma(-u)", "<mi>σ</mi><mo stretchy=\"false\">(</mo><mo form=\"prefix\">−</mo><mi>u</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\ln x", "<mi>ln</mi><mspace width=\"0.1667em\"></mspace><mi>x</mi>")]
    [InlineData(@"\ln(x)", "<mi>ln</mi><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\text{wins of }i", "<mtext>wins&#160;of&#160;</mtext><mi>i</mi>")]
    [InlineData(@"u \leftarrow v \in \{1\}",
        "<mi>u</mi><mo>←</mo><mi>v</mi><mo>∈</mo><mo stretchy=\"false\">{</mo><mn>1</mn><mo stretchy=\"false\">}</mo>")]
    [InlineData(@"\underbrace{4C}_{\text{norms}}",
        "<munder><munder><mrow><mn>4</mn><mi>C</mi></mrow><mo stretchy=\"true\">⏟</mo></munder><mrow><mtext>norms</mtext></mrow></munder>")]
    [InlineData(@"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    public void Write_OfTex_IsMathMl(string tex, string wanted)
    {
        string math = TexToMathMl.Write(tex, isBlock: false);

        Assert.StartsWith($"<math><semantics><mrow>{wanted}</mrow><annotation", math, StringComparison.Ordinal);
        Assert.Equal(tex, XElement.Parse(math).Descendants("annotation").Single().Value);
    }

    [Fact]
    public void Write_Matrix_HasRowsAndColumns()
    {
        XElement math = XElement.Parse(TexToMathMl.Write(@"\begin{pmatrix}a & b\\ -c & d\end{pmatrix}x", isBlock: true));

        Assert.Equal(["ab", "−cd"], math.Descendants("mtr").Select(row => row.Value));
        Assert.Equal(4, math.Descendants("mtd").Count());
        Assert.Equal("block", math.Attribute("display")!.Value);
    }

    [Theory]
    [InlineData(@"\mathbb{R}", @"'\mathbb' at character 8")]
    [InlineData("a}", "'}' closes nothing")]
    [InlineData("{a", "a brace is not closed")]
    [InlineData(@"\left( a", @"a \left has no \right")]
    [InlineData(@"\frac1", "an argument is missing")]
    [InlineData("x^", "an argument is missing")]
    [InlineData(@"\left", "a bracket is missing")]
    [InlineData(@"\text abc", "a brace is missing")]
    [InlineData(@"\begin{cases}a\end{cases}", @"'\begin{cases}'")]
    [InlineData(@"\begin{pmatrix}a", @"a \begin has no \end")]
    [InlineData(@"\begin{pmatrix}a\end{x}", @"a \begin ends as something else")]
    [InlineData("a § b", "'§'")]
    public void Write_WhatItDoesNotKnow_IsToldWithItsPlace(string tex, string said) =>
        Assert.Contains(said, Assert.Throws<CourseException>(() => TexToMathMl.Write(tex, isBlock: false)).Message,
            StringComparison.Ordinal);
}
