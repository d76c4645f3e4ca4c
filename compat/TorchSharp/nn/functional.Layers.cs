namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => NNOps.linear.Call(input, weights, bias);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                NNOps.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? NNOps.dropout_.InPlace(input, input, p, training).alias() : NNOps.dropout.Call(input, p, training);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => NNOps.one_hot.Call(x, num_classes);

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                bool constant = mode is PaddingModes.Constant or PaddingModes.Zeros;
                string name = constant ? "constant" : mode switch
                {
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Give one of the values of PaddingModes."),
                };
                return NNOps.pad.Call(input, pad, name, mode == PaddingModes.Constant ? value : Arg.None);
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)[pad, pad], mode, value);

            /// <summary>
            /// softmax(QKᵀ/√D + mask)·V. libtorch 1.13 has no such operator, so it is put together from others, with what the later
            /// operator does: a boolean mask is true where a query may look, another mask is added to the scores, and
            /// <paramref name="is_casual"/> lets query i see keys 0 to i. Dropout applies whenever <paramref name="p"/> is above 0.
            /// </summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                ArgumentNullException.ThrowIfNull(query);
                ArgumentNullException.ThrowIfNull(key);
                ArgumentNullException.ThrowIfNull(value);
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Give either attn_mask or is_casual: true, not both.", nameof(attn_mask));

                using Tensor scaled = NNOps.mul.Call(query, 1 / Math.Sqrt(query.size(-1)));
                using Tensor keyT = NNOps.transpose.Call(key, -2, -1);
                Tensor scores = NNOps.matmul.Call(scaled, keyT); // [.., Tq, Tk]
                try
                {
                    if (is_casual)
                    {
                        using Tensor all = NNOps.ones.Call(
                            (ReadOnlySpan<long>)[query.size(-2), key.size(-2)], ScalarType.Bool, Arg.None, query.device);
                        using Tensor hidden = NNOps.triu.Call(all, 1);
                        Next(ref scores, NNOps.masked_fill.Call(scores, hidden, double.NegativeInfinity));
                    }
                    else if (attn_mask is { dtype: ScalarType.Bool })
                    {
                        using Tensor hidden = NNOps.logical_not.Call(attn_mask);
                        Next(ref scores, NNOps.masked_fill.Call(scores, hidden, double.NegativeInfinity));
                    }
                    else if (attn_mask is not null)
                    {
                        Next(ref scores, NNOps.add.Call(scores, attn_mask));
                    }
                    Next(ref scores, NNOps.softmax.Call(scores, -1));
                    if (p > 0) Next(ref scores, NNOps.dropout.Call(scores, p, true));
                    return NNOps.matmul.Call(scores, value);
                }
                finally
                {
                    scores.Dispose();
                }
            }

            private static void Next(ref Tensor current, Tensor next)
            {
                current.Dispose();
                current = next;
            }
        }
    }
}
