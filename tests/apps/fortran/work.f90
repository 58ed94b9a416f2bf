! SPDX-License-Identifier: MIT
! Formatted, list-directed, direct and stream I/O, allocation, modules, internal procedures, errors by iostat, the ends
! of a program. OpenMP where the compiler has it.
module shapes
  implicit none
  type :: point
    real(8) :: x = 0, y = 0
  contains
    procedure :: norm
  end type
contains
  pure real(8) function norm(self)
    class(point), intent(in) :: self
    norm = sqrt(self%x**2 + self%y**2)
  end function
  recursive integer(8) function factorial(n) result(f)
    integer, intent(in) :: n
    if (n < 2) then
      f = 1
    else
      f = n * factorial(n - 1)
    end if
  end function
end module

program work
  use shapes
  use iso_fortran_env
  implicit none
  character(len=32) :: word, text
  integer :: unit, status, i, values(8), total
  real(8), allocatable :: a(:,:), b(:,:)
  type(point) :: p

  call get_command_argument(1, word)
  select case (word)
  case ('stop')
    stop 3
  case ('error')
    error stop 4
  case ('text')
    error stop 'this is the end'
  case ('missing')
    open(newunit=unit, file='none.dat', status='old')
  end select

  p = point(3, 4)
  print '(a,f8.4,2x,i0,2x,es12.4)', 'norm', p%norm(), factorial(15), 1.5d-7
  print *, 'list', 42, .true.
  write(text, '(i5.3,"|",z8,"|",b10)') 7, 48879, 5
  print '(a)', trim(text)
  allocate(a(50, 40), b(40, 30))
  a = reshape([(real(i, 8), i = 1, 2000)], [50, 40])
  b = 1
  a(:, 1:30) = matmul(a, b)
  print '(f12.1,f12.1)', sum(a(:, 1)), maxval(a)

  open(newunit=unit, file='t.txt', action='readwrite')
  do i = 1, 100
    write(unit, '(i0,1x,f0.3,1x,a)') i, sqrt(real(i)), 'row'
  end do
  rewind(unit)
  total = 0
  do
    read(unit, *, iostat=status) i
    if (status == iostat_end) exit
    total = total + i
  end do
  close(unit, status='delete')
  print '(a,i0)', 'read ', total

  open(newunit=unit, file='d.dat', form='unformatted', access='direct', recl=32)
  do i = 1, 20
    write(unit, rec=i) [(i * 10 + total * 0, total = 1, 8)]
  end do
  read(unit, rec=13) values
  close(unit, status='delete')
  print '(a,8(1x,i0))', 'direct', values

  open(newunit=unit, file='s.bin', form='unformatted', access='stream')
  write(unit) 'abc', 7_int16, 2.5_real64
  read(unit, pos=4) values(1)
  inquire(unit, size=i)
  close(unit, status='delete')
  print '(a,1x,i0)', 'stream', i

  open(newunit=unit, file='none.dat', status='old', iostat=status)
  print '(a,l2)', 'missing', status /= 0
  read(word, '(i4)', iostat=status) i
  read(input_unit, '(a)', iostat=status) text
  print '(3a)', 'in [', trim(text), ']'
  total = 0
  !$omp parallel do reduction(+:total) schedule(dynamic, 7)
  do i = 1, 10000
    !$omp critical
    p%x = p%x + 1
    !$omp end critical
    total = total + mod(i, 7)
  end do
  !$omp end parallel do
  print '(a,1x,i0,1x,f8.1)', 'loop', total, p%x
end program
