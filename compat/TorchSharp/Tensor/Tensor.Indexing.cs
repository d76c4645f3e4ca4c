namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At([i1]);
            set => Put(value, [i1]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put(value, [i1, i2]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put(value, [i1, i2, i3]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put(value, [i1, i2, i3, i4]);
        }

        /// <summary>The part that the index names: a view, unless tensors are among its places.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            (Tensor view, Tensor?[]? picks) = Walk(indices);
            if (picks is null) return ReferenceEquals(view, this) ? Ops.alias.Call(this) : view;
            try { return Ops.index.Call(view, Arg.OptionalTensors(picks)); }
            finally { Release(view, picks, indices); }
        }

        public Tensor index(params Tensor[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            return Ops.index.Call(this, Arg.OptionalTensors(indices));
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentNullException.ThrowIfNull(indices);
            (Tensor view, Tensor?[]? picks) = Walk(indices);
            try
            {
                if (picks is not null) Ops.index_put_.InPlace(view, view, Arg.OptionalTensors(picks), value, accumulate);
                else if (accumulate) view.add_(value);
                else
                {
                    // As PyTorch, leading axes of length 1 that the place does not have are let go.
                    using Tensor fitted = value.WithoutLeadingOnes(view.dim());
                    view.copy_(fitted);
                }
            }
            finally { Release(view, picks, indices); }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(indices);
            return Ops.index_put_.InPlace(this, this, Arg.OptionalTensors(indices), value, accumulate);
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor v = torch.full((ReadOnlySpan<long>)[], value, dtype, device);
            return index_put_(v, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor v = torch.full((ReadOnlySpan<long>)[], value, dtype, device);
            return index_put_(v, indices, false);
        }

        private Tensor At(ReadOnlySpan<long> indices)
        {
            Tensor at = this;
            foreach (long i in indices)
            {
                Tensor next = Ops.select.Call(at, 0, i);
                if (!ReferenceEquals(at, this)) at.Dispose();
                at = next;
            }
            return ReferenceEquals(at, this) ? Ops.alias.Call(this) : at;
        }

        private void Put(Tensor value, ReadOnlySpan<long> indices)
        {
            ArgumentNullException.ThrowIfNull(value);
            using Tensor place = At(indices);
            using Tensor fitted = value.WithoutLeadingOnes(place.dim());
            place.copy_(fitted);
        }

        private Tensor WithoutLeadingOnes(long axes)
        {
            long[] own = shape;
            int skip = 0;
            while (own.Length - skip > axes && own[skip] == 1) skip++;
            return skip == 0 ? Ops.alias.Call(this) : Ops.view.Call(this, own.AsSpan(skip));
        }

        // Applies the places that give views, and collects the tensors that are left for aten::index; null means none is.
        private (Tensor View, Tensor?[]? Picks) Walk(TensorIndex[] indices)
        {
            long consumed = indices.Sum(i => i.Kind switch
            {
                TensorIndex.Sort.Single or TensorIndex.Sort.Slice => 1,
                TensorIndex.Sort.Tensor when i.Value!.dtype is ScalarType.Bool or ScalarType.Byte => i.Value.dim(),
                TensorIndex.Sort.Tensor => 1L,
                _ => 0L,
            });
            if (consumed > dim())
                throw new ArgumentException($"Too many indices ({consumed}) for a tensor of {dim()} axes.", nameof(indices));
            if (indices.Count(i => i.Kind == TensorIndex.Sort.Ellipsis) > 1)
                throw new ArgumentException("An index has at most one ellipsis.", nameof(indices));

            Tensor view = this;
            List<Tensor?> picks = [];
            bool any = false;
            long axis = 0;
            try
            {
                foreach (TensorIndex i in indices)
                {
                    switch (i.Kind)
                    {
                        case TensorIndex.Sort.Single:
                            Next(Ops.select.Call(view, axis, i.Start!.Value));
                            break;
                        case TensorIndex.Sort.Slice:
                            if (i.Step is <= 0)
                                throw new ArgumentException($"The step of a slice must be positive; it is {i.Step}. Use flip() to reverse an axis.", nameof(indices));
                            if (i.Start is not null || i.Stop is not null || i.Step is > 1)
                                Next(Ops.slice.Call(view, axis, i.Start ?? 0, i.Stop ?? long.MaxValue, i.Step ?? 1));
                            Skip(1);
                            break;
                        case TensorIndex.Sort.Ellipsis:
                            Skip(dim() - consumed);
                            break;
                        case TensorIndex.Sort.None:
                            Next(Ops.unsqueeze.Call(view, axis));
                            Skip(1);
                            break;
                        case TensorIndex.Sort.Bool:
                            Next(Ops.unsqueeze.Call(view, axis));
                            picks.Add(torch.full((ReadOnlySpan<long>)[1], i.Start != 0, ScalarType.Bool, device));
                            axis++;
                            any = true;
                            break;
                        default:
                            picks.Add(i.Value);
                            axis += i.Value!.dtype is ScalarType.Bool or ScalarType.Byte ? i.Value.dim() : 1;
                            any = true;
                            break;
                    }
                }
            }
            catch
            {
                if (!ReferenceEquals(view, this)) view.Dispose();
                throw;
            }
            if (!any) return (view, null);
            // libtorch takes a mask before a trailing full slice for one of the last axis when it fills by it.
            while (picks[^1] is null) picks.RemoveAt(picks.Count - 1);
            return (view, [.. picks]);

            void Next(Tensor t)
            {
                if (!ReferenceEquals(view, this)) view.Dispose();
                view = t;
            }

            void Skip(long axes)
            {
                for (long k = 0; k < axes; k++) picks.Add(null);
                axis += axes;
            }
        }

        private void Release(Tensor view, Tensor?[]? picks, TensorIndex[] indices)
        {
            if (!ReferenceEquals(view, this)) view.Dispose();
            foreach (Tensor? pick in picks ?? [])
                if (pick is not null && !indices.Any(i => ReferenceEquals(i.Value, pick))) pick.Dispose();
        }
    }
}
