using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Autograd's derivatives against central differences in float64, for every differentiable operator.</summary>
public sealed class GradientTests
{
    private sealed record Case(Func<Tensor[], Tensor> Function, double Low, double High, long[][] Shapes);

    private static readonly Dictionary<string, Case> Cases = Table();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Backward_OfEachOperator_EqualsCentralDifferences(string name)
    {
        (Func<Tensor[], Tensor> function, double low, double high, long[][] shapes) = (Cases[name].Function, Cases[name].Low, Cases[name].High, Cases[name].Shapes);
        var random = new Random(name.Length * 31 + name[0]);
        Tensor[] inputs = [.. shapes.Select(shape => Uniform(random, shape, low, high).requires_grad_())];

        Tensor output = function(inputs);
        Tensor weights = Uniform(random, output.shape, -1, 1);
        (output * weights).sum().backward();

        // The error of a central difference is of the order of h², that of its rounding 1e-16/h: both below 1e-9 here.
        const double h = 1e-5, tolerance = 1e-6;
        foreach (Tensor input in inputs)
        {
            double[] got = input.grad!.contiguous().data<double>().ToArray();
            Utils.TensorAccessor<double> elements = input.detach().data<double>();
            for (int i = 0; i < got.Length; i++)
            {
                double x = elements[i];
                elements[i] = x + h;
                double above = Value();
                elements[i] = x - h;
                double below = Value();
                elements[i] = x;
                double expected = (above - below) / (2 * h);
                Assert.True(
                    Math.Abs(got[i] - expected) <= tolerance * Math.Max(1, Math.Abs(expected)),
                    $"{name}: derivative by element {i} is {got[i]:R}, central differences say {expected:R}");
            }
        }

        double Value()
        {
            using var off = no_grad();
            return (function(inputs) * weights).sum().item<double>();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Call_WithoutGradients_GivesTheSameValues(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (Func<Tensor[], Tensor> function, double low, double high, long[][] shapes) = (Cases[name].Function, Cases[name].Low, Cases[name].High, Cases[name].Shapes);
        var random = new Random(name.Length * 31 + name[0]);
        Tensor[] inputs = [.. shapes.Select(shape => Uniform(random, shape, low, high))];
        Tensor[] leaves = [.. inputs.Select(input => input.clone().requires_grad_())];

        Tensor recorded = function(leaves), plain = function(inputs);
        using IDisposable off = no_grad();
        Tensor unrecorded = function(leaves);

        Assert.True(recorded.requires_grad);
        Assert.False(plain.requires_grad);
        double[] expected = Elements(recorded);
        Assert.All([plain, unrecorded], result => Assert.Equal(expected.Length, Elements(result).Length));
        // Not always bit by bit: without gradients LAPACK takes a shorter way to singular values and eigenvalues.
        foreach (Tensor result in new[] { plain, unrecorded })
            Assert.All(Elements(result).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13 * Math.Max(1, Math.Abs(pair.Second))));

        static double[] Elements(Tensor t) => t.detach().contiguous().data<double>().ToArray();
    }

    private static Tensor Uniform(Random random, long[] shape, double low, double high)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = low + (high - low) * random.NextDouble();
        return tensor(values, shape);
    }

    private static Dictionary<string, Case> Table()
    {
        Dictionary<string, Case> table = [];
        long[] m23 = [2, 3], m32 = [3, 2], v3 = [3], m33 = [3, 3];

        void One(string name, Func<Tensor, Tensor> f, double low = 0.1, double high = 0.9) =>
            table.Add(name, new(t => f(t[0]), low, high, [m23]));
        void Square(string name, Func<Tensor, Tensor> f) =>
            // Far from singular, whatever the random part is.
            table.Add(name, new(t => f(t[0] + 3 * eye(3, dtype: float64)), -0.5, 0.5, [m33]));
        void Two(string name, Func<Tensor, Tensor, Tensor> f, double low = 0.2, double high = 0.8) =>
            table.Add(name, new(t => f(t[0], t[1]), low, high, [m23, m23]));
        void Many(string name, Func<Tensor[], Tensor> f, params long[][] shapes) => table.Add(name, new(f, -1, 1, shapes));

        One("abs", x => x.abs());
        One("abs of negatives", x => x.abs(), -0.9, -0.1);
        One("acos", x => x.acos());
        One("acosh", x => (x + 1.1).acosh());
        One("asin", x => x.asin());
        One("asinh", x => x.asinh());
        One("atan", x => x.atan());
        One("atanh", x => x.atanh());
        One("ceil", x => x.ceil());
        One("cos", x => x.cos());
        One("cosh", x => x.cosh());
        One("digamma", x => (x + 1).digamma());
        One("erf", x => x.erf());
        One("erfc", x => x.erfc());
        One("erfinv", x => x.erfinv());
        One("exp", x => x.exp());
        One("exp2", x => x.exp2());
        One("expm1", x => x.expm1());
        One("floor", x => x.floor());
        One("frac", x => x.frac());
        One("lgamma", x => (x + 1).lgamma());
        One("log", x => x.log());
        One("log10", x => x.log10());
        One("log1p", x => x.log1p());
        One("log2", x => x.log2());
        One("log_sigmoid", x => x.log_sigmoid(), -2, 2);
        One("logit", x => x.logit());
        One("neg", x => -x);
        One("reciprocal", x => x.reciprocal());
        One("round", x => x.round());
        One("rsqrt", x => x.rsqrt());
        One("sigmoid", x => x.sigmoid(), -3, 3);
        One("sign", x => x.sign());
        One("sgn", x => x.sgn());
        One("sin", x => x.sin());
        One("sinc", x => x.sinc());
        One("sinh", x => x.sinh());
        One("sqrt", x => x.sqrt());
        One("square", x => x.square());
        One("tan", x => x.tan());
        One("tanh", x => x.tanh());
        One("trunc", x => x.trunc());
        One("deg2rad", x => x.deg2rad());
        One("rad2deg", x => x.rad2deg());
        One("positive", x => x.positive());
        One("i0", x => x.i0());
        One("nan_to_num", x => x.nan_to_num());
        One("relu, left of zero", x => x.relu(), -0.9, -0.1);
        One("relu", x => x.relu());
        One("relu6", x => x.relu6());
        One("gelu", x => x.gelu(), -2, 2);
        One("silu", x => x.silu(), -2, 2);
        One("elu", x => x.elu(), -2, -0.1);
        One("celu", x => x.celu(1.5), -2, -0.1);
        One("selu", x => x.selu(), -2, -0.1);
        One("leaky_relu", x => x.leaky_relu(0.1), -2, -0.1);
        One("softplus", x => x.softplus(), -2, 2);
        One("hardsigmoid", x => x.hardsigmoid());
        One("hardswish", x => x.hardswish());
        One("hardtanh", x => x.hardtanh(-1, 1));
        One("threshold", x => x.threshold(0.05, 7));
        One("glu", x => x.t().glu(-1).sum() + x.expand(2, 2, 3).glu(0), -2, 2);
        One("pow scalar", x => x.pow(2.5));
        One("scalar operators", x => 2 - (3 * x + 1) / 4 + 1 / x - 5);
        One("remainder scalar", x => (x * 10).remainder(3.0f.ToScalar()), 0.31, 0.59);
        One("fmod scalar", x => x.fmod(2.0.ToScalar()));
        One("clamp inside", x => x.clamp(0.0.ToScalar(), 1.0.ToScalar()));
        One("clamp outside", x => x.clamp(1.5.ToScalar(), 2.0.ToScalar()));
        One("clamp_min", x => x.clamp_min(0.05));
        One("clamp_max", x => x.clamp_max(0.05));
        One("to float64 and back", x => x.to_type(float64) * 2);
        One("clone", x => x.clone());
        One("contiguous", x => x.t().contiguous());
        One("alias", x => x.alias());
        One("sum", x => x.sum());
        One("sum of an axis", x => x.sum(1, keepdim: true));
        One("mean", x => x.mean());
        One("mean of axes", x => x.mean([0, 1], keepdim: true));
        One("nansum", x => x.nansum());
        One("nanmean", x => x.nanmean(1));
        One("prod", x => x.prod());
        One("prod of an axis", x => x.prod(dim: 0));
        One("var", x => x.var());
        One("var of an axis, biased", x => x.var(1, unbiased: false));
        One("std", x => x.std());
        One("std of an axis", x => x.std(1, keepdim: true));
        One("std_mean", x => x.std_mean(1).std + x.std_mean(1).mean);
        One("var_mean", x => x.var_mean(1).var * x.var_mean(1).mean);
        One("max", x => x.max());
        One("max of an axis", x => x.max(1).values);
        One("min", x => x.min());
        One("min of an axis", x => x.min(0).values);
        One("amax", x => x.amax(1));
        One("amin", x => x.amin(1));
        One("median", x => x.view(6).narrow(0, 0, 5).median());
        One("kthvalue", x => x.kthvalue(2, 1).values);
        One("quantile", x => x.quantile(tensor(0.3), 1));
        One("logsumexp", x => x.logsumexp(1));
        One("softmax", x => x.softmax(1), -2, 2);
        One("log_softmax", x => x.log_softmax(1), -2, 2);
        One("cumsum", x => x.cumsum(1));
        One("cumprod", x => x.cumprod(1));
        One("logcumsumexp", x => x.logcumsumexp(1));
        One("cummax", x => x.cummax(1).values);
        One("cummin", x => x.cummin(1).values);
        One("norm", x => x.norm());
        One("norm of an axis", x => x.norm(1, true, 3));
        One("renorm", x => x.renorm(2, 0, 0.1f));
        One("cov", x => x.cov());
        One("corrcoef", x => x.corrcoef());
        One("diff", x => x.diff());
        One("trapezoid", x => x.trapezoid(0.5));
        One("reshape", x => x.reshape(3, 2) * 2);
        One("view", x => x.view(6));
        One("flatten", x => x.flatten());
        One("unflatten", x => x.unflatten(1, 3, 1));
        One("squeeze", x => x.unsqueeze(0).squeeze(0));
        One("t", x => x.t());
        One("T", x => x.T);
        One("mT", x => x.mT);
        One("transpose", x => x.transpose(0, 1));
        One("permute", x => x.permute(1, 0));
        One("movedim", x => x.movedim([0], [1]));
        One("expand", x => x.unsqueeze(0).expand(4, 2, 3));
        One("broadcast_to", x => x.broadcast_to(2, 2, 3));
        One("repeat", x => x.repeat(2, 2));
        One("tile", x => x.tile([2]));
        One("repeat_interleave", x => x.repeat_interleave(2, 1));
        One("narrow", x => x.narrow(1, 1, 2));
        One("slice", x => x.slice(1, 0, 3, 2));
        One("select", x => x.select(1, 1));
        One("select_scatter", x => x.select_scatter(x.select(1, 0) * 3, 1, 2));
        One("slice_scatter", x => x.slice_scatter(x.narrow(1, 0, 1) * 3, 1, 2, 3));
        One("diagonal", x => x.diagonal());
        One("as_strided", x => x.as_strided([2, 2], [1, 2]));
        One("unfold", x => x.unfold(1, 2, 1));
        One("unbind", x => x.unbind(0)[1] * x.unbind(0)[0]);
        One("chunk", x => x.chunk(2, 1)[0] * 2);
        One("split", x => x.split([1, 2], 1)[1]);
        One("tensor_split", x => x.tensor_split(2, 1)[1]);
        One("flip", x => x.flip(0, 1));
        One("fliplr", x => x.fliplr());
        One("flipud", x => x.flipud());
        One("rot90", x => x.rot90());
        One("roll", x => x.roll(1, 1));
        One("tril", x => x.tril());
        One("triu", x => x.triu(1));
        One("diag", x => x.select(0, 0).diag());
        One("diag_embed", x => x.diag_embed());
        One("trace", x => x.trace());
        One("sort", x => x.sort(1).Values);
        One("msort", x => x.msort());
        One("topk", x => x.topk(2).values);
        One("gather", x => x.gather(1, tensor(new long[] { 2, 0, 1, 1 }, 2, 2)));
        One("index_select", x => x.index_select(1, tensor(new long[] { 2, 2, 0 })));
        One("index with a mask", x => x[tensor(new[] { true, false })]);
        One("index with tensors", x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 0, 2, 2 }))]);
        One("index with ranges", x => x[TensorIndex.Ellipsis, 1..]);
        One("take", x => x.take(tensor(new long[] { 5, 0, 0 })));
        One("take_along_dim", x => x.take_along_dim(tensor(new long[] { 1, 0, 1 }, 1, 3), 0));
        One("masked_select", x => x.masked_select(tensor(new[] { true, false, true })));
        One("masked_fill", x => x.masked_fill(tensor(new[] { true, false, true }), 2));
        One("index_fill", x => x.index_fill(1, tensor(new long[] { 1 }), 2));
        One("in-place chain", x => x.clone().mul_(2.ToScalar()).add_(1.ToScalar()).exp_());
        One("setting an index", x => { Tensor y = x.clone(); y[0, 1] = x[1, 2] * 2; return y; });
        One("special", x => special.ndtr(x) + special.entr(x) + special.expit(x));
        One("combinations", x => combinations(x.view(6)));

        Two("add", (x, y) => x + y);
        Two("add with alpha", (x, y) => x.add(y, 2.5));
        Two("sub", (x, y) => x - y);
        Two("mul", (x, y) => x * y);
        Two("div", (x, y) => x / y);
        Two("pow", (x, y) => x.pow(y));
        Two("atan2", (x, y) => x.atan2(y));
        Two("hypot", (x, y) => x.hypot(y));
        Two("logaddexp", (x, y) => x.logaddexp(y));
        Two("xlogy", (x, y) => x.xlogy(y));
        Two("copysign", (x, y) => x.copysign(y));
        Two("maximum", (x, y) => x.maximum(y));
        Two("minimum", (x, y) => x.minimum(y));
        Two("fmod", (x, y) => (x + 2).fmod(y * 0.01 + 5));
        Two("where", (x, y) => where(tensor(new[] { true, false, true }), x, y));
        Two("lerp", (x, y) => x.lerp(y, x * y));
        Two("addcmul", (x, y) => x.addcmul(x, y, 0.5));
        Two("addcdiv", (x, y) => x.addcdiv(x, y, 0.5));
        Two("cat", (x, y) => cat([x, y], 1));
        Two("stack", (x, y) => stack([x, y], 1));
        Two("hstack", (x, y) => hstack(x, y));
        Two("vstack", (x, y) => vstack([x, y]));
        Two("dstack", (x, y) => dstack(x, y));
        Two("column_stack", (x, y) => column_stack(x, y));
        Two("block_diag", (x, y) => block_diag(x, y));
        Two("meshgrid", (x, y) => meshgrid([x[0], y[1]]).Aggregate((a, b) => a * b));
        Two("cartesian_prod", (x, y) => cartesian_prod(x[0], y[0]));
        Two("broadcasting", (x, y) => x.unsqueeze(1) * y.unsqueeze(0));
        Two("dist", (x, y) => x.dist(y));
        Two("inner", (x, y) => x.inner(y));
        Two("kron", (x, y) => x.kron(y));
        Two("outer", (x, y) => x[0].outer(y[1]));
        Two("dot", (x, y) => x[0].dot(y[1]));
        Two("index_add", (x, y) => x.index_add(1, tensor(new long[] { 2, 2, 0 }), y, 0.5));
        Two("index_copy", (x, y) => x.index_copy(1, tensor(new long[] { 2, 1, 0 }), y));
        Two("scatter", (x, y) => x.scatter(1, tensor(new long[] { 2, 1, 0, 0, 1, 2 }, 2, 3), y));
        Two("scatter_add", (x, y) => x.scatter_add(1, tensor(new long[] { 2, 2, 0, 0, 0, 2 }, 2, 3), y));
        Two("masked_scatter", (x, y) => x.masked_scatter(tensor(new[] { true, false, true }), y));
        Two("index_put_", (x, y) => x.clone().index_put_(y[0], [TensorIndex.Tensor(tensor(new long[] { 0, 0 }))], true));
        Two("prelu", (x, y) => (-x).prelu(y[0, 0].reshape(1)));
        Two("cross", (x, y) => linalg.cross(x, y));

        Many("matmul", t => t[0].matmul(t[1]), m23, m32);
        Many("mm", t => t[0].mm(t[1]), m23, m32);
        Many("mv", t => t[0].mv(t[1]), m23, v3);
        Many("bmm", t => t[0].bmm(t[1]), [2, 2, 3], [2, 3, 2]);
        Many("batched matmul with broadcasting", t => t[0].matmul(t[1]), [2, 1, 2, 3], [4, 3, 2]);
        Many("addmm", t => t[0].addmm(t[1], t[2], 0.5f, 2), [2, 2], m23, m32);
        Many("addmv", t => t[0].addmv(t[1], t[2], 0.5f, 2), [2], m23, v3);
        Many("addbmm", t => t[0].addbmm(t[1], t[2], 0.5f, 2), [2, 2], [3, 2, 3], [3, 3, 2]);
        Many("baddbmm", t => t[0].baddbmm(t[1], t[2], 0.5f, 2), [3, 2, 2], [3, 2, 3], [3, 3, 2]);
        Many("tensordot", t => t[0].tensordot(t[1], [1], [0]), m23, m32);
        Many("einsum", t => einsum("bij,bjk->bik", t[0], t[1]), [2, 2, 3], [2, 3, 2]);
        Many("einsum with a diagonal", t => einsum("ii,ij->j", t[0], t[1]), m33, m33);
        Many("multi_dot", t => linalg.multi_dot(t), m23, m32, m23);
        Many("vector_norm", t => linalg.vector_norm(t[0], 3), m23);
        Many("matrix_norm", t => linalg.matrix_norm(t[0]), m23);
        Many("linalg.norm", t => linalg.norm(t[0]), m23);
        Many("attention by hand", t => (t[0].matmul(t[1].transpose(-2, -1)) / Math.Sqrt(3)).softmax(-1).matmul(t[2]), [2, 4, 3], [2, 4, 3], [2, 4, 3]);

        Square("det", x => x.det());
        Square("slogdet", x => linalg.slogdet(x).Item2);
        Square("inverse", x => x.inverse());
        Square("linalg.inv", x => linalg.inv(x));
        Square("pinv", x => linalg.pinv(x));
        Square("solve", x => linalg.solve(x, x.square()));
        Square("solve_triangular", x => linalg.solve_triangular(x.triu(), x, upper: true));
        Square("cholesky", x => linalg.cholesky(x.matmul(x.t())));
        Square("svdvals", x => linalg.svdvals(x));
        Square("eigvalsh", x => linalg.eigvalsh(x + x.t()));
        Square("qr", x => linalg.qr(x).R);
        Square("matrix_power", x => x.matrix_power(3));
        Square("matrix_exp", x => (x * 0.1).matrix_exp());
        return table;
    }
}
