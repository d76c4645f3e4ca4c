using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array of numbers in libtorch. Owns one reference to it, given up by Dispose, its scope or the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        // Null once the tensor is disposed of. It has the finalizer, so that the tensor needs none.
        private NativeReference? _reference;

        internal DisposeScope? OwningScope;
        internal int ScopeSlot;

        /// <summary>Takes over a reference.</summary>
        internal Tensor(nint handle)
        {
            if (handle == 0) throw new InvalidOperationException("libtorch gave no tensor.");
            _reference = NativeReference.Take(handle);
            DisposeScopeManager.ThreadSingleton.Register(this);
        }

        /// <summary>Tensors of this process that are not yet freed.</summary>
        public static long TotalCount => NativeReference.Total;

        /// <summary>The most tensors that were alive at once (approximate when several threads make them).</summary>
        public static long PeakCount => NativeReference.Peak;

        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                NativeReference? reference = _reference;
                if (reference is null) ThrowDisposed();
                return reference.Handle;
            }
        }

        public bool IsInvalid => _reference is null;

        [System.Diagnostics.CodeAnalysis.DoesNotReturn]
        private static void ThrowDisposed() =>
            throw new ObjectDisposedException(
                nameof(Tensor), "The tensor was disposed of, by itself or with its dispose scope. Keep it with MoveToOuterDisposeScope() or DetachFromDisposeScope().");

        public void Dispose() => Dispose(true);

        protected virtual void Dispose(bool disposing)
        {
            // Of several threads that dispose at once, one gets the reference.
            NativeReference? reference = Interlocked.Exchange(ref _reference, null);
            if (reference is null || !disposing) return;
            if (OwningScope is { } scope) scope.MarkAsDisposed(this);
            else DisposeScopeManager.ThreadSingleton.StatisticsInstance.Tensors.DisposedOutsideScopeCount++;
            reference.Release();
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningScope is null) other?.Attach(this);
            else OwningScope.MoveToOther(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return other.OwningScope is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        /// <summary>Hands the native reference to the caller, who must free it; this object is then as if disposed of.</summary>
        internal nint TakeHandle()
        {
            DetachFromDisposeScope();
            NativeReference? reference = Interlocked.Exchange(ref _reference, null);
            ObjectDisposedException.ThrowIf(reference is null, this);
            return reference.Surrender();
        }

        public bool Equals(Tensor target) => target is not null && dtype == target.dtype && Ops.equal.CallValue(this, target).Value != 0;
        public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is Tensor t && Equals(t));
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.Current;

    /// <summary>Runs an expression in a scope of its own; only its result outlives it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
