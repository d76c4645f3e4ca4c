using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class ContainerTests
{
    [Fact]
    public void Sequential_NamedAndUnnamed_NamesAndCallsInOrder()
    {
        using DisposeScope scope = NewDisposeScope();
        Linear one = Linear(nn.Parameter(NNAssert.Matrix(new double[,] { { 2 } }))), two = Linear(nn.Parameter(NNAssert.Matrix(new double[,] { { 5 } })), nn.Parameter(tensor(new double[] { 1 })));
        using Sequential named = Sequential(("first", one), ("act", ReLU()), ("last", two));
        using Sequential unnamed = Sequential(one, ReLU(), two);

        Assert.Equal(["first.weight", "last.weight", "last.bias"], named.named_parameters().Select(p => p.name));
        Assert.Equal(["0.weight", "2.weight", "2.bias"], unnamed.named_parameters().Select(p => p.name));
        NNAssert.Close([31, 1], named.call(NNAssert.Matrix(new double[,] { { 3 }, { -3 } })), 0);
        Assert.Equal(3, named.Count);
        Assert.Same(two, named[2]);
        Assert.Equal(["act", "last"], named[1..].named_children().Select(c => c.name));
    }

    [Fact]
    public void Sequential_Call_FreesWhatLiesBetween()
    {
        using Sequential net = Sequential(Linear(2, 3), ReLU(inplace: true), Linear(3, 1));
        using Tensor x = ones(4, 2);
        long before = NNAssert.Settled();

        using (Tensor y = net.call(x)) Assert.Equal(before + 1, Tensor.TotalCount);

        Assert.Equal(before, Tensor.TotalCount);
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void Sequential_Empty_GivesItsInput()
    {
        using Sequential net = Sequential();
        using Tensor x = ones(2);

        using (Tensor y = net.call(x)) NNAssert.Close([1, 1], y, 0);

        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void ModuleList_Changed_NamesFollowThePositions()
    {
        Linear a = Linear(1, 1, hasBias: false), b = Linear(2, 1, hasBias: false), c = Linear(3, 1, hasBias: false);
        using ModuleList<Linear> list = ModuleList(a, c);

        list.Insert(1, b);

        Assert.Equal([("0.weight", 1L), ("1.weight", 2L), ("2.weight", 3L)], list.named_parameters().Select(p => (p.name, p.parameter.numel())));
        Assert.True(list.Remove(a));
        Assert.Equal([("0.weight", 2L), ("1.weight", 3L)], list.named_parameters().Select(p => (p.name, p.parameter.numel())));
        Assert.Equal(1, list.IndexOf(c));
        Assert.Equal([b, c], list);
        a.Dispose();
    }

    [Fact]
    public void ModuleDict_Entries_KeepTheirOrderAndKeys()
    {
        using ModuleDict<Linear> dict = ModuleDict(("q", Linear(1, 1)), ("k", Linear(1, 1)));

        dict.Add("v", Linear(1, 1));

        Assert.Equal(["q", "k", "v"], dict.Keys);
        Assert.Equal(["q.weight", "q.bias", "k.weight", "k.bias", "v.weight", "v.bias"], dict.state_dict().Keys);
        Assert.Same(dict["k"], dict[1].Item2);
        Assert.True(dict.TryGetValue("v", out Linear? v));
        Assert.Same(dict.values().Last(), v);
        Linear k = dict["k"];
        Assert.True(dict.Remove("k"));
        Assert.DoesNotContain("k.weight", dict.state_dict().Keys);
        k.Dispose();
    }

    [Fact]
    public void ParameterListAndDict_Entries_AreParameters()
    {
        using DisposeScope scope = NewDisposeScope();
        using ParameterList list = ParameterList(nn.Parameter(ones(1)), nn.Parameter(ones(2)));
        using ParameterDict dict = ParameterDict(("b", nn.Parameter(ones(3))), ("a", nn.Parameter(ones(4))));

        list.Add(nn.Parameter(ones(5)));

        Assert.Equal([("0", 1L), ("1", 2L), ("2", 5L)], list.named_parameters().Select(p => (p.name, p.parameter.numel())));
        Assert.Equal([("b", 3L), ("a", 4L)], dict.named_parameters().Select(p => (p.name, p.parameter.numel())));
    }

    [Fact]
    public void OrderedDict_ReplacedAndRemoved_KeepsInsertionOrder()
    {
        var dict = new Utils.OrderedDict<string, int> { ("c", 1), ("a", 2), ("b", 3) };

        dict["a"] = 20;
        dict["d"] = 4;
        Assert.True(dict.Remove("c"));

        Assert.Equal([("a", 20), ("b", 3), ("d", 4)], dict);
        Assert.Equal(1, dict.IndexOf(("b", 3)));
        Assert.Throws<ArgumentException>(() => dict.Add("a", 1));
    }
}
