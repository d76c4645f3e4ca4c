using LLMCourse.Checks;
using LLMCourse.Grading.Judging;

namespace LLMCourse.Grader.Tests.Judging;

public class ExpectationTextTests
{
    private static readonly Observation[] EveryKind =
    [
        new TensorObservation("floats", ElementType.Float32, [2, 3],
            [0.1f, -1e-30f, 3, double.NaN, double.PositiveInfinity, double.NegativeInfinity]),
        new TensorObservation("doubles", ElementType.Float64, [1], [0.1]),
        new TensorObservation("scalar", ElementType.Int64, [], [42]),
        new TensorObservation("empty", ElementType.Bool, [0, 4], []),
        new NumberObservation("number", 1.0 / 3),
        new FlagObservation("flag", true),
        new TextObservation("text", "a \"quoted\"\nline √"),
        new TextObservation("null", null),
        new ThrowObservation("refused", "System.ArgumentException", "System.ArgumentException", true, null),
    ];

    [Fact]
    public void Read_WhatWasWritten_IsTheSameBitForBit()
    {
        IReadOnlyList<Observation> back = ExpectationText.Read(ExpectationText.Write(EveryKind), "test.json");

        Assert.Equal(EveryKind, back);
    }

    [Fact]
    public Task Write_EveryKind_ReadsWellInADiff() => VerifyXunit.Verifier.Verify(ExpectationText.Write(EveryKind));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{\"name\": \"x\"}]")]
    [InlineData("[{\"name\": \"x\", \"dtype\": \"float32\", \"shape\": \"3\", \"rows\": [\"1 2\"]}]")]
    [InlineData("[{\"name\": \"x\", \"dtype\": \"float31\", \"shape\": \"1\", \"rows\": [\"1\"]}]")]
    [InlineData("[{\"name\": \"x\", \"number\": \"one\"}]")]
    public void Read_SomethingElse_SaysWhichFileAndWhatToDo(string text)
    {
        var e = Assert.Throws<InvalidDataException>(() => ExpectationText.Read(text, "M02.E1.x.json"));

        Assert.Contains("M02.E1.x.json", e.Message, StringComparison.Ordinal);
        Assert.Contains("grader record", e.Message, StringComparison.Ordinal);
    }
}
