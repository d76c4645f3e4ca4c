using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E4")]
public sealed class BiasTests
{
    [Fact(DisplayName = "M03.E4 Worked by hand: 4 heads have the slopes 1/4, 1/16, 1/64, 1/256; 8 heads begin with 1/2")]
    public void Slopes_OfPowersOfTwo_AreGeometric()
    {
        Assert.Equal([1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256], Alibi.Slopes(4));
        Assert.Equal([.. Enumerable.Range(1, 8).Select(h => Math.Pow(2, -h))], Alibi.Slopes(8));
        Assert.Equal([1.0 / 256], Alibi.Slopes(1));
    }

    [Fact(DisplayName = "M03.E4 Other numbers of heads are filled up with every second slope of the next power of two")]
    public void Slopes_OfOtherNumbers_AreFilledUp()
    {
        Assert.Equal([1.0 / 16, 1.0 / 256, 1.0 / 4], Alibi.Slopes(3));
        Assert.Equal([1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256, 1.0 / 2, 1.0 / 8], Alibi.Slopes(6)); // 2^-1 and 2^-3 of eight heads
    }

    [Fact(DisplayName = "M03.E4 The bias is minus the slope times the distance, 0 on the diagonal")]
    public void Bias_OfTwoHeads_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();

        double[] head0 = [0, -1, -2, -1, 0, -1, -2, -1, 0]; // times the slope 1/16
        double[] expected = [.. head0.Select(d => d / 16), .. head0.Select(d => d / 256)];
        AssertClose("Bias(2, 3, 3)", expected, [2, 3, 3], Alibi.Bias(2, 3, 3), Exact, "the slope of head h times |q − k|, with a minus sign.");
    }

    [Fact(DisplayName = "M03.E4 With more keys than queries the queries are the last positions, and a longer table contains the shorter one")]
    public void Bias_WithCachedKeys_IsTheLastRows()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = Alibi.Bias(4, 9, 9);

        AssertClose("Bias(4, 2, 9)", all.narrow(1, 7, 2), Alibi.Bias(4, 2, 9), Exact, "query i stands at position Tk − Tq + i.");
        AssertClose("Bias(4, 5, 5)", all.narrow(1, 0, 5).narrow(2, 0, 5), Alibi.Bias(4, 5, 5), Exact, "nothing depends on the length: that is why it extrapolates.");
    }

    [Theory(DisplayName = "M03.E4 Buckets: near distances have their own, far ones share, keys after the query are apart")]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 17)]
    [InlineData(-7, 7)]
    [InlineData(-8, 8)]
    [InlineData(-11, 8)]
    [InlineData(-12, 9)]
    [InlineData(-16, 10)]
    [InlineData(16, 26)]
    [InlineData(-127, 15)]
    [InlineData(-1000, 15)]
    [InlineData(1000, 31)]
    public void Bucket_Bidirectional_FollowsT5(long distance, int bucket)
    {
        using RelativeBias bias = new(1);
        Assert.Equal(bucket, bias.Bucket(distance));
    }

    [Theory(DisplayName = "M03.E4 Without bidirectional all buckets look back, and what comes after is in bucket 0")]
    [InlineData(5, 0)]
    [InlineData(-15, 15)]
    [InlineData(-16, 16)]
    [InlineData(-32, 21)]
    [InlineData(-500, 31)]
    public void Bucket_Causal_LooksBack(long distance, int bucket)
    {
        using RelativeBias bias = new(1, bidirectional: false);
        Assert.Equal(bucket, bias.Bucket(distance));
    }

    [Fact(DisplayName = "M03.E4 The learned bias is the row of the bucket, heads in front, and its gradient adds up in that row")]
    public void Bias_Learned_LooksUpBuckets()
    {
        using DisposeScope scope = NewDisposeScope();
        using RelativeBias bias = new(2, buckets: 4, maxDistance: 8);
        Tensor table = tensor(new float[] { 0, 10, 1, 11, 2, 12, 3, 13 }).reshape(4, 2);
        _ = bias.load_state_dict(new() { ["weight"] = table });

        // N = 2, one exact: distance 0 → 0, −1 and below → 1, +1 and above → 3.
        Assert.Equal("weight [4, 2]", Names(bias));
        Tensor result = bias.Bias(2, 3);
        AssertClose("Bias(2, 3)", [1, 0, 3, 1, 1, 0, 11, 10, 13, 11, 11, 10], [2, 2, 3], result, Exact, "query 0 stands at position 1, query 1 at position 2.");

        result.sum().backward();
        AssertClose("The gradient", [2, 2, 3, 3, 0, 0, 1, 1], [4, 2], bias.get_parameter("weight")!.grad!, Exact, "every place that used a row adds to its gradient.");
    }

    [Fact(DisplayName = "M03.E4 A new relative bias changes nothing: it is zero")]
    public void Bias_OfANewModule_IsZero()
    {
        using DisposeScope scope = NewDisposeScope();
        using RelativeBias bias = new(3);

        AssertClose("The bias", new double[3 * 4 * 4], [3, 4, 4], bias.Bias(4, 4), Exact, "begin with zeros.");
    }

    [Fact(DisplayName = "M03.E4 No heads, no queries, more queries than keys, and senseless buckets are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using RelativeBias bias = new(2);

        AssertRefuses("Slopes of 0 heads", () => Alibi.Slopes(0));
        AssertRefuses("A bias without queries", () => Alibi.Bias(4, 0, 3));
        AssertRefuses("4 queries for 3 keys", () => Alibi.Bias(4, 4, 3));
        AssertRefuses("4 queries for 3 keys, learned", () => bias.Bias(4, 3));
        AssertRefuses("6 buckets", () => new RelativeBias(2, buckets: 6).Dispose());
        AssertRefuses("A greatest distance of 32 with 32 buckets", () => new RelativeBias(2, maxDistance: 32).Dispose());
        AssertRefuses("0 heads", () => new RelativeBias(0).Dispose());
    }

    [Fact(DisplayName = "M03.E4 Nothing but the result stays in memory")]
    public void Calls_LeaveNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using RelativeBias bias = new(2);

        AssertNoLeak("Alibi.Bias", () => Alibi.Bias(3, 4, 4));
        AssertNoLeak("RelativeBias.Bias", () => bias.Bias(4, 4));
    }
}
